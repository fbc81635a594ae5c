import type { Settlement } from './outboxLane.ts';
import type { StoredEntry } from './outboxStorage.ts';

/** What the sender knows, for those who only write. */
export interface SharedCounts {
  readonly queued: number;
  readonly oldestAt: number | null;
  readonly parked: number;
  readonly degraded: boolean;
}

/** What those who share one outbox tell each other. */
export type OutboxNote =
  /** These are in the storage; for the sender. */
  | { readonly kind: 'added'; readonly entries: readonly StoredEntry[] }
  /** They stay until there is a stream. */
  | { readonly kind: 'parked'; readonly keys: readonly number[] }
  | {
      readonly kind: 'settled';
      readonly settled: readonly { readonly key: number; readonly settlement: SharedSettlement }[];
    }
  | { readonly kind: 'counts'; readonly counts: SharedCounts }
  /** Somebody new asks for the counts. */
  | { readonly kind: 'hello' };

/** Errors lose their class on the way between tabs. */
export type SharedSettlement =
  | Exclude<Settlement, { kind: 'refused' }>
  | {
      readonly kind: 'refused';
      readonly error: Pick<
        Extract<Settlement, { kind: 'refused' }>['error'],
        'code' | 'message' | 'subject' | 'apiCode'
      >;
    };

/**
 * Several clients on one storage, of which one sends. Whoever writes an entry tells the sender;
 * the sender tells what became of it.
 */
export interface OutboxSharing {
  /** Calls `begin` when this client is to send, which it is from then on; once at most. */
  onTurn(begin: () => void): void;
  tell(note: OutboxNote): void;
  onNote(listener: (note: OutboxNote) => void): void;
  /** Lets the next one send. */
  close(): void;
}

/** What is needed of a BroadcastChannel. */
export interface OutboxChannel {
  postMessage(note: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  close(): void;
}

export interface LockSharingOptions {
  /** The same for all who share the storage. */
  readonly name: string;
  readonly locks: {
    request(
      name: string,
      options: { readonly signal: AbortSignal },
      held: () => Promise<void>,
    ): Promise<unknown>;
  };
  readonly openChannel: (name: string) => OutboxChannel;
}

/**
 * Sharing between the tabs of a browser: the sender holds a Web Lock, which the browser takes away
 * with the tab and gives to the next one that waits. Nobody polls.
 */
export function shareByLocks({ name, locks, openChannel }: LockSharingOptions): OutboxSharing {
  const channel = openChannel(name);
  const ending = new AbortController();
  let release = () => {};
  return {
    onTurn(begin) {
      const held = () => {
        if (ending.signal.aborted) return Promise.resolve();
        return new Promise<void>((resolve) => {
          release = resolve;
          begin();
        });
      };
      // Rejects when it is closed before its turn.
      locks.request(name, { signal: ending.signal }, held).catch(() => {});
    },
    // A channel reaches this origin only, so unlike a window it takes no target.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    tell: (note) => channel.postMessage(note),
    onNote(listener) {
      // The name holds the version of this protocol, so another version's notes never arrive.
      channel.addEventListener('message', ({ data }) => listener(data as OutboxNote));
    },
    close() {
      ending.abort();
      release();
      channel.close();
    },
  };
}

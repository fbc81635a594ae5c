import { assertNever } from '../../assertNever.ts';
import type { Clock } from '../clock.ts';
import { MessagingError, type MessagingErrorDetails } from '../errors.ts';
import type { DurableOutcome, PublishResult, StoredEntry } from './pendingPublish.ts';
import type { OutboxCounts } from './storage.ts';

/** Slightly old counts do no harm; a note per ack would. */
const COUNTS_DELAY_MS = 100;
/** A killed tab may not have announced what it appended. */
const LOOK_EVERY_MS = 5_000;

/** Errors lose their class on the way, so a refusal goes as its parts. */
type TabNote =
  | { readonly kind: 'added' }
  | { readonly kind: 'results'; readonly results: readonly SharedResult[] }
  | { readonly kind: 'counts'; readonly counts: OutboxCounts }
  /** A new tab asks for the counts. */
  | { readonly kind: 'hello' }
  /** The elected tab has no connection. */
  | { readonly kind: 'sender-wanted' }
  /** A tab that is not elected has a connection. */
  | { readonly kind: 'can-send' };

interface SharedResult {
  readonly key: number;
  readonly outcome: DurableOutcome | Refusal;
}

type Refusal = Pick<MessagingError, 'code' | 'message' | 'subject' | 'apiCode'>;

export interface TabChannel {
  postMessage(note: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  close(): void;
}

export interface TabLocks {
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    held: () => Promise<void>,
  ): Promise<unknown>;
}

export interface TabCoordinatorOptions {
  /** The same in all tabs that share the storage. */
  readonly name: string;
  readonly locks: TabLocks;
  readonly openChannel: (name: string) => TabChannel;
  readonly loadAdded: () => Promise<readonly StoredEntry[]>;
}

interface TabOutbox {
  readonly clock: Clock;
  counts(): OutboxCounts;
  onElected(): void;
  /** Another tab is to send; resolves when this one has stopped. */
  onDismissed(): Promise<void>;
  /** Resolves when what other tabs appended was taken, or can't be read now. */
  onAdded(): Promise<void>;
  onResult(key: number, result: PublishResult): void;
  onCounts(): void;
}

/**
 * Lets a browser's tabs share one outbox. The elected tab holds a Web Lock, and hands it over to a
 * connected tab when it has no connection.
 */
export class TabCoordinator {
  #isElected = false;
  #counts: OutboxCounts | null = null;
  readonly #options: TabCoordinatorOptions;
  readonly #closing = new AbortController();
  #outbox: TabOutbox | null = null;
  #channel: TabChannel | null = null;
  #isConnected = false;
  #release: () => void = () => {};
  #results: SharedResult[] = [];
  #cancelCounts: (() => void) | null = null;
  #cancelLook: () => void = () => {};

  constructor(options: TabCoordinatorOptions) {
    this.#options = options;
  }

  get isElected(): boolean {
    return this.#isElected;
  }

  get counts(): OutboxCounts | null {
    return this.#counts;
  }

  join(outbox: TabOutbox): void {
    const { name, openChannel } = this.#options;
    this.#outbox = outbox;
    this.#channel = openChannel(name);
    this.#channel.addEventListener('message', ({ data }) => this.#onNote(data as TabNote));
    this.#tell({ kind: 'hello' });
    this.#waitForLock();
  }

  setConnected(isConnected: boolean): void {
    this.#isConnected = isConnected;
    if (isConnected && !this.#isElected) this.#tell({ kind: 'can-send' });
    if (!isConnected && this.#isElected) this.#tell({ kind: 'sender-wanted' });
  }

  /** This tab has appended entries. */
  announceAdded(): void {
    this.#tell({ kind: 'added' });
  }

  /** What others appended since the last call. */
  loadAdded(): Promise<readonly StoredEntry[]> {
    return this.#options.loadAdded();
  }

  /** Batched. */
  announceResult(key: number, result: PublishResult): void {
    if (this.#results.length === 0) queueMicrotask(() => this.#flushResults());
    this.#results.push(toShared(key, result));
  }

  announceCounts(): void {
    const outbox = this.#outbox;
    if (!outbox || !this.#isElected) return;
    this.#cancelCounts ??= outbox.clock.after(COUNTS_DELAY_MS, () => {
      this.#cancelCounts = null;
      this.#tell({ kind: 'counts', counts: outbox.counts() });
    });
  }

  /** Announces what is left, and lets another tab send. */
  close(): void {
    this.#flushResults();
    this.#stopTimers();
    this.#isElected = false;
    this.#closing.abort();
    this.#release();
    this.#channel?.close();
    this.#channel = null;
  }

  #waitForLock(): void {
    const { name, locks } = this.#options;
    const { signal } = this.#closing;
    const held = () =>
      new Promise<void>((resolve) => {
        this.#release = resolve;
        if (signal.aborted) resolve();
        else this.#onElected();
      });
    // Rejects when closed before its turn.
    locks.request(name, { signal }, held).catch(() => {});
  }

  #onElected(): void {
    this.#isElected = true;
    this.#outbox?.onElected();
    this.#lookLater();
    if (!this.#isConnected) this.#tell({ kind: 'sender-wanted' });
  }

  /** This tab queues behind the others. */
  async #handOver(): Promise<void> {
    this.#isElected = false;
    this.#stopTimers();
    await this.#outbox?.onDismissed();
    this.#flushResults();
    this.#release();
    if (!this.#closing.signal.aborted) this.#waitForLock();
  }

  #lookLater(): void {
    const outbox = this.#outbox;
    if (!outbox) return;
    const look = async () => {
      await outbox.onAdded();
      if (this.#isElected) this.#lookLater();
    };
    this.#cancelLook = outbox.clock.after(LOOK_EVERY_MS, () => void look());
  }

  #stopTimers(): void {
    this.#cancelLook();
    this.#cancelCounts?.();
    this.#cancelCounts = null;
  }

  #flushResults(): void {
    const results = this.#results;
    this.#results = [];
    if (results.length > 0) this.#tell({ kind: 'results', results });
  }

  #tell(note: TabNote): void {
    // A channel reaches this origin only, so unlike a window it takes no target.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#channel?.postMessage(note);
  }

  #onNote(note: TabNote): void {
    const outbox = this.#outbox;
    if (!outbox || !this.#channel) return;
    switch (note.kind) {
      case 'added':
        if (this.#isElected) void outbox.onAdded();
        return;
      case 'results':
        for (const shared of note.results) outbox.onResult(shared.key, fromShared(shared));
        return;
      case 'counts':
        this.#counts = note.counts;
        outbox.onCounts();
        return;
      case 'hello':
        if (this.#isElected) this.#tell({ kind: 'counts', counts: outbox.counts() });
        return;
      case 'sender-wanted':
        if (this.#isConnected && !this.#isElected) this.#tell({ kind: 'can-send' });
        return;
      case 'can-send':
        if (this.#isElected && !this.#isConnected) void this.#handOver();
        return;
      default:
        assertNever(note);
    }
  }
}

function toShared(key: number, result: PublishResult): SharedResult {
  if (result.kind !== 'refused') return { key, outcome: result.kind };
  const { code, message, subject, apiCode } = result.error;
  return { key, outcome: { code, message, subject, apiCode } };
}

function fromShared({ outcome }: SharedResult): PublishResult {
  if (typeof outcome === 'string') return { kind: outcome };
  const { code, message, ...details } = outcome;
  return {
    kind: 'refused',
    error: new MessagingError(code, message, details as MessagingErrorDetails),
  };
}

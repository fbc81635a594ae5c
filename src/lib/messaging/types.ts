import type {
  CommandIds,
  CommandInput,
  CommandName,
  CommandOutput,
} from '../../catalogs/slate/commands.ts';
import type {
  SlateEventFor,
  SlateEventName,
  SlateFields,
  SlateNamesFor,
} from '../../catalogs/slate/events.ts';
import type { MetricsSnapshot } from './metrics.ts';
import type { OutboxState } from './outbox/outbox.ts';
import type { ConnectionState } from './connection/status.ts';

/** Ends what was begun; calling it again does nothing. */
export type Unsubscribe = () => void;

/** What is known of a message besides its body. */
export interface EventMeta {
  readonly name: SlateEventName;
  /** The subject it came under. */
  readonly subject: string;
  /** Its place in the stream; undefined for events that came live, past any stream. */
  readonly seq?: number;
  /** When the server stored it, milliseconds since the epoch; undefined like seq. */
  readonly storedAt?: number;
  /** How long ago that was when it came, in milliseconds by the server's clock; undefined like seq. */
  readonly ageMs?: number;
  /**
   * Which of the stream's messages it is that this follow has read, counted from 0 and across
   * reconnects; those that were no valid event count too. Undefined like seq.
   */
  readonly place?: number;
  /** How many stored messages were still to come when the server sent this one. */
  readonly behind?: number;
  /** True for history, false for what happened after the reader had caught up. */
  readonly replayed: boolean;
}

export interface Delivery<Pattern extends string = string> {
  readonly event: SlateEventFor<Pattern>;
  readonly meta: EventMeta & { readonly name: SlateNamesFor<Pattern> };
}

export type EventHandler<Pattern extends string = string> = (
  event: SlateEventFor<Pattern>,
  meta: Delivery<Pattern>['meta'],
) => void;

/** Where a reader of a stream begins. */
export type FollowFrom =
  | 'all'
  | 'new'
  /** The last n messages of the subject. */
  | { readonly last: number }
  /** The first message with this stream sequence or a later one. */
  | { readonly seq: number }
  /** The first message stored at this time (milliseconds since the epoch) or later. */
  | { readonly time: number };

export interface FollowScope {
  /** Reads this stream alone, e.g. builds without every line of their logs. */
  readonly stream?: string;
}

/** How far a reader is. */
export type FollowState =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'replaying'; readonly remaining: number }
  | { readonly phase: 'live' }
  /** The server keeps no history of this subject now; only what happens from here on is seen. */
  | { readonly phase: 'live-only'; readonly reason: 'no-jetstream' | 'no-stream' }
  | { readonly phase: 'failed'; readonly error: Error };

export interface FollowObserver<Pattern extends string> {
  /** Events in stream order, each once, in batches as they arrived. */
  onEvents(deliveries: readonly Delivery<Pattern>[]): void;
  onState?(state: FollowState): void;
  /** Some messages can't be had any more (purged, expired, stream made anew). */
  onGap?(gap: Gap): void;
}

export interface Gap {
  readonly reason: 'expired' | 'stream-recreated' | 'offline-without-history';
  /**
   * At most so many messages are missing, some of them perhaps of other subjects; null if the
   * server can't tell.
   */
  readonly missing: number | null;
}

export interface PublishOptions {
  /** Stored by JetStream before it counts as sent; kept in the outbox until then. */
  readonly durable?: boolean;
}

export interface PublishReceipt {
  readonly id: string;
  /**
   * 'stored' has the server's word; 'sent' has left this client; 'queued' is durable while the
   * server stores nothing: sent live, and kept in the outbox until there is a stream.
   */
  readonly outcome: 'stored' | 'sent' | 'queued';
}

export interface RequestOptions {
  /** All attempts together; 5 s if not given. */
  readonly timeoutMs?: number;
  /**
   * Makes it safe to repeat: the request is sent again by itself when nobody is there (for a
   * tenth of its time), when no answer comes, and when the connection is lost meanwhile.
   */
  readonly idempotencyKey?: string;
}

export interface CommandContext {
  /** Proven by the subject that NATS let the caller use. */
  readonly userId: string;
  readonly idempotencyKey: string | undefined;
}

/** Answers a command; a thrown CommandRefusal tells the caller why not. */
export type CommandHandler<Name extends CommandName> = (
  input: CommandInput<Name>,
  ids: CommandIds<Name>,
  context: CommandContext,
) => Promise<CommandOutput<Name>> | CommandOutput<Name>;

export interface MessagingClient {
  readonly userId: string;
  getState(): ConnectionState;
  /** Told of every change of state. */
  onState(listener: () => void): Unsubscribe;
  /**
   * Publishes one event under all its subjects.
   * @throws MessagingError 'invalid-token' | 'invalid-event' | 'too-large' at once, 'offline' for
   * an event that is not durable while there is no connection; 'storage' for a durable one that
   * can't be kept until it is stored.
   */
  publish<Name extends SlateEventName>(
    name: Name,
    fields: SlateFields<Name>,
    options?: PublishOptions,
  ): Promise<PublishReceipt>;
  /** Delivers events as they happen (at most once), across reconnects. */
  subscribe<const Pattern extends string>(
    pattern: Pattern,
    handler: EventHandler<Pattern>,
    options?: { readonly queue?: string },
  ): Unsubscribe;
  /** Delivers history and then goes on live without a seam, across reconnects. */
  follow<const Pattern extends string>(
    pattern: Pattern,
    from: FollowFrom,
    observer: FollowObserver<Pattern>,
    scope?: FollowScope,
  ): Unsubscribe;
  /**
   * Asks a command.
   * @throws MessagingError 'offline' | 'no-responders' | 'timeout' | 'denied' | 'rejected' | 'invalid-reply'
   */
  request<Name extends CommandName>(
    name: Name,
    ids: CommandIds<Name>,
    input: CommandInput<Name>,
    options?: RequestOptions,
  ): Promise<CommandOutput<Name>>;
  /** Answers a command for the given ids (`'*'` for any). */
  respond<Name extends CommandName>(
    name: Name,
    ids: Readonly<Record<keyof CommandIds<Name>, string>>,
    handler: CommandHandler<Name>,
    options?: { readonly queue?: string },
  ): Unsubscribe;
  /** Answers `{query:'status'}` on `slate.runtime.status.{sessionId}` with a status event's body. */
  respondStatus(
    sessionId: string,
    handler: () => SlateFields<'runtime.status'> | null,
  ): Unsubscribe;
  /** What durable publishes wait for. */
  getOutbox(): OutboxState;
  onOutbox(listener: () => void): Unsubscribe;
  getMetrics(): MetricsSnapshot;
  /** Dials now instead of at the next retry. */
  retryNow(): void;
  /**
   * Sends at once what waits in the driver, and resolves when the server has it. A page that goes
   * has no later moment.
   * @throws MessagingError 'offline' when the connection is lost meanwhile
   */
  flush(): Promise<void>;
  /** Checks that the link is alive; call when the page becomes visible or the network changes. */
  probe(): void;
  /** Sends what is queued, as far as it can within `drainMs`, and ends the connection for good. */
  close(options?: { readonly drainMs?: number }): Promise<void>;
}

import type { Catalog } from './catalog/catalog.ts';
import type { Commands } from './catalog/commands.ts';
import type { ConnectionState } from './connection/status.ts';
import type { MessagingError } from './errors.ts';
import type { MetricsSnapshot } from './metrics.ts';
import type { OutboxState } from './outbox/outbox.ts';
import type {
  CommandIds,
  CommandInput,
  CommandName,
  CommandOutput,
  EventFields,
  EventFor,
  EventName,
  EventNamesFor,
  RegisteredCatalog,
  RegisteredCommands,
} from './register.ts';

/** Ends what was begun; calling it again does nothing. */
export type Unsubscribe = () => void;

/** What is known of a message besides its body. */
export interface EventMeta<Name extends string = EventName> {
  readonly name: Name;
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

export interface Delivery<Pattern extends string = string, C extends Catalog = RegisteredCatalog> {
  readonly event: EventFor<Pattern, C>;
  readonly meta: EventMeta<EventNamesFor<Pattern, C>>;
}

export type EventHandler<Pattern extends string = string, C extends Catalog = RegisteredCatalog> = (
  event: EventFor<Pattern, C>,
  meta: EventMeta<EventNamesFor<Pattern, C>>,
) => void;

/** Where a reader of a stream begins. */
export type FollowFrom =
  | 'all'
  | 'new'
  /** The last message of each subject, as of when the reader catches up; then all that is new. */
  | 'last-per-subject'
  /** The last n messages of the subject. */
  | { readonly last: number }
  /** The first message with this stream sequence or a later one. */
  | { readonly seq: number }
  /** The first message stored at this time (milliseconds since the epoch) or later. */
  | { readonly time: number };

/** Whether a subscription is in force; a refusal comes from the server, a moment after `live`. */
export type SubscriptionStatus =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'live' }
  | { readonly phase: 'failed'; readonly error: MessagingError };

export interface SubscribeOptions {
  /** Of all members of a queue, one gets each message. */
  readonly queue?: string;
  /** Called when the status changes from `waiting`, and at each later change. */
  readonly onStatus?: (status: SubscriptionStatus) => void;
}

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

export interface FollowObserver<Pattern extends string, C extends Catalog = RegisteredCatalog> {
  /** Events in stream order, each once, in batches as they arrived. */
  onEvents(deliveries: readonly Delivery<Pattern, C>[]): void;
  onState?(state: FollowState): void;
  /** Some messages are lost (purged, expired, stream recreated). */
  onGap?(gap: Gap): void;
}

export interface Gap {
  readonly reason: 'expired' | 'stream-recreated' | 'offline-without-history';
  /**
   * At most this many messages are missing, some perhaps of other subjects; null if unknown.
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
   * 'stored': acked by a stream; 'sent': has left this client; 'queued': a durable event while the
   * server stores nothing, sent live and kept in the outbox until there is a stream.
   */
  readonly outcome: 'stored' | 'sent' | 'queued';
}

export interface RequestOptions {
  /** All attempts together; 5 s if not given. */
  readonly timeoutMs?: number;
  /**
   * Makes it safe to repeat: the request is sent again without responders (for a tenth of its
   * time), without an answer, and after a lost connection.
   */
  readonly idempotencyKey?: string;
}

export interface CommandContext {
  /** Proven by the subject that NATS let the caller use. */
  readonly userId: string;
  readonly idempotencyKey: string | undefined;
}

/** Answers a command; throws CommandRefusal to refuse it. */
export type CommandHandler<Name extends CommandName<K>, K extends Commands = RegisteredCommands> = (
  input: CommandInput<Name, K>,
  ids: CommandIds<Name, K>,
  context: CommandContext,
) => Promise<CommandOutput<Name, K>> | CommandOutput<Name, K>;

export interface MessagingClient<
  C extends Catalog = RegisteredCatalog,
  K extends Commands = RegisteredCommands,
> {
  readonly userId: string;
  getState(): ConnectionState;
  /** Called on every change of state. */
  onState(listener: () => void): Unsubscribe;
  /**
   * Publishes one event under all its subjects.
   * @throws MessagingError 'invalid-token' | 'invalid-event' | 'too-large' at once, 'offline' for
   * an event that is not durable while there is no connection; 'storage' for a durable one that
   * can't be kept until it is stored.
   */
  publish<Name extends EventName<C>>(
    name: Name,
    fields: EventFields<Name, C>,
    options?: PublishOptions,
  ): Promise<PublishReceipt>;
  /**
   * Delivers events as they happen (at most once), across reconnects.
   * @throws MessagingError 'invalid-token' for what is no pattern
   */
  subscribe<const Pattern extends string>(
    pattern: Pattern,
    handler: EventHandler<Pattern, C>,
    options?: SubscribeOptions,
  ): Unsubscribe;
  /** Delivers history and then goes on live without a seam, across reconnects. */
  follow<const Pattern extends string>(
    pattern: Pattern,
    from: FollowFrom,
    observer: FollowObserver<Pattern, C>,
    scope?: FollowScope,
  ): Unsubscribe;
  /**
   * Sends a command and waits for its answer.
   * @throws MessagingError 'offline' | 'no-responders' | 'timeout' | 'denied' | 'rejected' | 'invalid-reply'
   */
  request<Name extends CommandName<K>>(
    name: Name,
    ids: CommandIds<Name, K>,
    input: CommandInput<Name, K>,
    options?: RequestOptions,
  ): Promise<CommandOutput<Name, K>>;
  /** Answers a command for the given ids (`'*'` for any). */
  respond<Name extends CommandName<K>>(
    name: Name,
    ids: Readonly<Record<keyof CommandIds<Name, K>, string>>,
    handler: CommandHandler<Name, K>,
    options?: { readonly queue?: string },
  ): Unsubscribe;
  /**
   * Answers the event's `query` on its own subject with the body of such an event.
   * @param handler returns null to leave a question to others
   * @throws MessagingError 'invalid-event' for an event whose definition has no query
   */
  respondWithEvent<Name extends EventName<C>>(
    name: Name,
    ids: Readonly<Record<string, string>>,
    handler: () => EventFields<Name, C> | null,
  ): Unsubscribe;
  /** Calls for every message of a pattern, valid or not, without reading it: something is alive. */
  onActivity(pattern: string, listener: () => void): Unsubscribe;
  /** What durable publishes wait for. */
  getOutbox(): OutboxState;
  onOutbox(listener: () => void): Unsubscribe;
  getMetrics(): MetricsSnapshot;
  /** Dials now instead of at the next retry. */
  retryNow(): void;
  /**
   * Sends at once what waits in the driver, and resolves when the server has it: for a page that
   * is being closed.
   * @throws MessagingError 'offline' when the connection is lost meanwhile
   */
  flush(): Promise<void>;
  /** Checks that the link is alive; call when the page becomes visible or the network changes. */
  probe(): void;
  /** Sends what is queued, as far as it can within `drainMs`, and ends the connection for good. */
  close(options?: { readonly drainMs?: number }): Promise<void>;
}

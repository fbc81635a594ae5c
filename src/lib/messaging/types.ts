import type { Catalog } from './catalog/catalog.ts';
import type { Commands } from './catalog/commands.ts';
import type { MessageHeaders } from './connection/driver.ts';
import type { ConnectionState } from './connection/status.ts';
import type { MessagingError } from './errors.ts';
import type { MetricsSnapshot } from './metrics.ts';
import type { OutboxState } from './outbox/outbox.ts';
import type {
  BytesIds,
  BytesName,
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

export type Unsubscribe = () => void;

export interface EventMeta<Name extends string = EventName> {
  readonly name: Name;
  readonly subject: string;
  /**
   * Its place in the stream; undefined, as the next four, for events that came live, past any
   * stream.
   */
  readonly seq?: number;
  /** When the server stored it, milliseconds since the epoch. */
  readonly storedAt?: number;
  /** How long ago that was when it came, by the server's clock. */
  readonly ageMs?: number;
  /**
   * Its number among the messages of this stream that this follow has read, invalid ones included.
   */
  readonly place?: number;
  /** How many stored messages were still to come. */
  readonly behind?: number;
  /** True for history, false once the reader has caught up. */
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
  /** The first with this sequence or a later one. */
  | { readonly seq: number }
  /** The first stored at this time (milliseconds since the epoch) or later. */
  | { readonly time: number };

/** A refusal comes from the server, a moment after `live`. */
export type SubscriptionStatus =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'live' }
  | { readonly phase: 'failed'; readonly error: MessagingError };

export interface SubscribeOptions {
  /** One member of a queue gets each message. */
  readonly queue?: string;
  /** Called when the status changes from `waiting`, and at each later change. */
  readonly onStatus?: (status: SubscriptionStatus) => void;
}

/** A message as it came, read by no schema. */
export interface TappedMessage {
  readonly subject: string;
  /** Part of a larger buffer: what keeps it for long keeps a copy. */
  readonly body: Uint8Array;
  /** Made when called; left out where the message has none. */
  readonly headers: (() => MessageHeaders) | undefined;
  readonly reply: string | undefined;
  /** By this client's clock. */
  readonly receivedAt: number;
  /** A stream's consumer delivered it here: it may be old, and `subscribe` would drop it. */
  readonly redirected: boolean;
}

export interface FollowScope {
  /** Reads this stream alone, e.g. builds without their log lines. */
  readonly stream?: string;
}

/** How far a reader is. */
export type FollowState =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'loading'; readonly remaining: number }
  | { readonly phase: 'live' }
  /** The server keeps no history of this subject now. */
  | { readonly phase: 'live-only'; readonly reason: 'no-jetstream' | 'no-stream' }
  | { readonly phase: 'failed'; readonly error: Error };

export interface FollowObserver<Pattern extends string, C extends Catalog = RegisteredCatalog> {
  /** In stream order, each once, in batches as they arrived. */
  onEvents(deliveries: readonly Delivery<Pattern, C>[]): void;
  onState?(state: FollowState): void;
  /** Messages are lost (purged, expired, stream recreated). */
  onGap?(gap: Gap): void;
}

export interface Gap {
  readonly reason: 'expired' | 'stream-recreated' | 'offline-without-history';
  /** At most this many, some perhaps of other subjects; null if unknown. */
  readonly missing: number | null;
}

export interface PublishOptions {
  /** Kept in the outbox until JetStream has stored it. */
  readonly durable?: boolean;
  /**
   * Asks for the stream's ack so often and then rejects, instead of keeping a durable event; the
   * event's definition may say it too.
   */
  readonly attempts?: number;
}

export interface PublishReceipt {
  readonly id: string;
  /**
   * 'stored': acked by a stream; 'sent': has left this client; 'queued': sent live, and kept until
   * there is a stream.
   */
  readonly outcome: 'stored' | 'sent' | 'queued';
}

export interface RequestOptions {
  /** All attempts together; 5 s by default. */
  readonly timeoutMs?: number;
  /**
   * Makes it safe to repeat: sent again without responders (for a tenth of its time), without an
   * answer, and after a lost connection.
   */
  readonly idempotencyKey?: string;
}

export interface CommandContext {
  /** Proven by the subject that NATS let the caller use. */
  readonly userId: string;
  readonly idempotencyKey: string | undefined;
}

/** Answers a command, or leaves it to others (null); throws CommandRefusal to refuse it. */
export type CommandHandler<Name extends CommandName<K>, K extends Commands = RegisteredCommands> = (
  input: CommandInput<Name, K>,
  ids: CommandIds<Name, K>,
  context: CommandContext,
) => Promise<CommandOutput<Name, K> | null> | CommandOutput<Name, K> | null;

export interface MessagingClient<
  C extends Catalog = RegisteredCatalog,
  K extends Commands = RegisteredCommands,
> {
  readonly userId: string;
  getState(): ConnectionState;
  onState(listener: () => void): Unsubscribe;
  /**
   * Publishes one event under all its subjects.
   * @throws MessagingError 'invalid-token'
   * 'invalid-event'
   * 'too-large' at once, 'offline' for an event that is not durable, 'storage' for a durable one
   * that can't be kept
   */
  publish<Name extends EventName<C>>(
    name: Name,
    fields: EventFields<Name, C>,
    options?: PublishOptions,
  ): Promise<PublishReceipt>;
  /**
   * Delivers events as they happen (at most once), across reconnects. @throws MessagingError
   * 'invalid-token'
   */
  subscribe<const Pattern extends string>(
    pattern: Pattern,
    handler: EventHandler<Pattern, C>,
    options?: SubscribeOptions,
  ): Unsubscribe;
  /**
   * Publishes bytes under a subject of bytes of the catalog, at most once.
   * @throws MessagingError 'invalid-token' | 'too-large' | 'offline'
   */
  publishBytes<Name extends BytesName<C>>(
    name: Name,
    ids: BytesIds<Name, C>,
    body: Uint8Array,
  ): void;
  /**
   * Delivers bytes as they come (at most once), across reconnects.
   * @param ids `'*'` for any
   * @throws MessagingError 'invalid-token'
   */
  subscribeBytes<Name extends BytesName<C>>(
    name: Name,
    ids: BytesIds<Name, C>,
    handler: (body: Uint8Array, ids: BytesIds<Name, C>) => void,
    options?: SubscribeOptions,
  ): Unsubscribe;
  /** Delivers history, then goes on live without a seam, across reconnects. */
  follow<const Pattern extends string>(
    pattern: Pattern,
    from: FollowFrom,
    observer: FollowObserver<Pattern, C>,
    scope?: FollowScope,
  ): Unsubscribe;
  /**
   * @throws MessagingError 'offline'
   * 'no-responders'
   * 'timeout'
   * 'denied'
   * 'rejected'
   * 'invalid-reply'
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
   * Answers the event's `query` on its own subject.
   * @param handler returns null to leave a question to others
   * @throws MessagingError 'invalid-event' for an event whose definition has no query
   */
  respondWithEvent<Name extends EventName<C>>(
    name: Name,
    ids: Readonly<Record<string, string>>,
    handler: () => EventFields<Name, C> | null,
  ): Unsubscribe;
  /** Called for every message of a pattern, valid or not, without reading it. */
  onActivity(pattern: string, listener: () => void): Unsubscribe;
  /**
   * Every message of a pattern as it comes, valid or not, across reconnects.
   * @throws MessagingError 'invalid-token'
   */
  tap(
    pattern: string,
    handler: (message: TappedMessage) => void,
    options?: Pick<SubscribeOptions, 'onStatus'>,
  ): Unsubscribe;
  getOutbox(): OutboxState;
  onOutbox(listener: () => void): Unsubscribe;
  getMetrics(): MetricsSnapshot;
  /** Dials now instead of at the next retry. */
  retryNow(): void;
  /**
   * Resolves when the server has what waits in the driver: for a page that is being closed.
   * @throws MessagingError 'offline' when the connection is lost meanwhile
   */
  flush(): Promise<void>;
  /** Checks that the link is alive. */
  probe(): void;
  /** Sends what is queued, as far as `drainMs` allows, and ends the connection for good. */
  close(options?: { readonly drainMs?: number }): Promise<void>;
}

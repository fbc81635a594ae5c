import { v7 as uuidv7 } from 'uuid';
import type { Catalog } from './catalog.ts';
import type { EventHandler, FollowObserver, MessagingClient, Unsubscribe } from './clientTypes.ts';
import { type Clock, systemClock } from './clock.ts';
import { decodeEvent, decodeJson, encodeJson } from './codec.ts';
import type { Connect, Driver, DriverMessage, DriverProblem } from './driver.ts';
import { MessagingError } from './errors.ts';
import { slateCatalog } from './events.ts';
import { Follow, type RawDelivery } from './follow.ts';
import { Inbox } from './inbox.ts';
import { type Ask, publishStored } from './jetstream.ts';
import { createListeners } from './listeners.ts';
import { Metrics } from './metrics.ts';
import { Outbox } from './outbox.ts';
import { RecentIds } from './recentIds.ts';
import { answerCommand, askCommand, commandPattern } from './services.ts';
import { grantAsk } from './streams.ts';
import { Subscriptions } from './subscriptions.ts';
import { assertPattern, assertToken } from './subjects.ts';
import { type NetworkSignals, Supervisor } from './supervisor.ts';

/** What servers allow by default; the real limit comes with the connection. */
const DEFAULT_MAX_PAYLOAD = 1024 * 1024;
const REMEMBERED_IDS = 4_096;
const DRAIN_MS = 3_000;

/** Something that nobody waited for went wrong. */
export type ClientProblem =
  | DriverProblem
  | { readonly kind: 'handler-error'; readonly error: unknown };

export interface ClientOptions {
  /** Dials one connection; from nats-ws.ts in a browser, from the agent's adapter in Node. */
  readonly connect: Connect;
  /** Who this client is in the subjects of its commands; one token. */
  readonly userId: string;
  /** The inbox prefix that the role may subscribe below, e.g. `_INBOX.editor`. */
  readonly inboxPrefix: string;
  readonly network?: NetworkSignals;
  readonly onProblem?: (problem: ClientProblem) => void;
  readonly clock?: Clock;
  /** 0 to 1. */
  readonly random?: () => number;
  /** Makes event ids and inbox names. */
  readonly newId?: () => string;
}

/** Makes a client and dials at once. It reconnects for ever, until closed. */
export function createClient(options: ClientOptions): MessagingClient {
  const clock = options.clock ?? systemClock;
  const newId = options.newId ?? (() => uuidv7());
  const catalog: Catalog = slateCatalog;
  const userId = assertToken(options.userId, 'userId');
  const metrics = new Metrics();
  const problems = createListeners<[ClientProblem]>(() => {});
  if (options.onProblem) problems.add(options.onProblem);
  const onHandlerError = (error: unknown) => {
    metrics.add('handlerErrors');
    problems.notify({ kind: 'handler-error', error });
  };
  // Commands of one client share no inbox with another tab of the same role.
  const inboxPrefix = `${options.inboxPrefix}.${newId()}`;
  const supervisor = new Supervisor({
    connect: options.connect,
    clock,
    random: options.random ?? Math.random,
    network: options.network,
    onListenerError: onHandlerError,
  });
  const subscriptions = new Subscriptions({
    clock,
    onInbound: (message) => {
      supervisor.noteInbound();
      metrics.received(message.body.length);
    },
    onHandlerError,
    onRefused: (subject) => problems.notify({ kind: 'denied', operation: 'subscribe', subject }),
  });
  const follows = new Set<Follow>();
  let inbox: Inbox | null = null;
  let names = 0;

  const ask: Ask = (subject, body, timeoutMs, headers) => {
    if (!inbox) {
      return Promise.reject(
        new MessagingError('offline', 'There is no connection now.', { subject }),
      );
    }
    metrics.sent(body.length);
    return inbox.request(subject, body, timeoutMs, headers);
  };
  const sendCore = (subject: string, body: Uint8Array) => {
    const driver = supervisor.driver;
    if (!driver) throw new MessagingError('offline', 'There is no connection now.', { subject });
    driver.publish(subject, body);
    metrics.sent(body.length);
  };
  const outbox = new Outbox(clock, async (entry) => {
    if (supervisor.driver?.info.jetstream === false) sendCore(entry.subject, entry.body);
    else await publishStored(ask, entry.subject, entry.body, entry.messageId);
  });

  let connectedBefore = false;
  supervisor.onDriver((driver: Driver | null) => {
    inbox?.close();
    inbox = null;
    if (driver) {
      inbox = new Inbox(driver, `${inboxPrefix}.r`, clock, () => supervisor.noteInbound());
      driver.onProblem((problem) => problems.notify(problem));
      if (connectedBefore) metrics.add('reconnects');
      connectedBefore = true;
    }
    subscriptions.attach(driver);
    for (const follow of follows) follow.attach(driver);
    if (driver) outbox.resume();
    else outbox.pause();
  });
  supervisor.start();

  const reportInvalid = (message: DriverMessage, decoded: ReturnType<typeof decodeEvent>) => {
    if (decoded.ok) return;
    const { reason, detail } = decoded;
    if (reason === 'unknown-action') metrics.add('unknown');
    else metrics.invalid(message.subject, reason, detail, message.body, clock.now());
  };

  const client: MessagingClient = {
    userId,
    getState: () => supervisor.getState(),
    onState: (listener) => supervisor.onState(listener),
    getOutbox: () => outbox.getState(),
    onOutbox: (listener) => outbox.onChange(listener),
    getMetrics: () => metrics.snapshot(),
    retryNow: () => supervisor.retryNow(),
    probe: () => supervisor.probe(),

    async publish(name, fields, publishOptions = {}) {
      const { definition, schema } = catalog.compiled(name);
      const body: Record<string, unknown> = {
        id: newId(),
        timestamp: clock.now(),
        ...fields,
        type: definition.type,
      };
      const subjects = catalog.subjectsOf(name, body);
      const checked = schema.safeParse(body);
      if (!checked.success) {
        const issue = checked.error.issues[0];
        throw new MessagingError(
          'invalid-event',
          `${name} is not as the catalog says: ${issue?.path.join('.')} ${issue?.message}`,
          { cause: checked.error },
        );
      }
      const bytes = encodeJson(body);
      const limit = supervisor.driver?.info.maxPayload ?? DEFAULT_MAX_PAYLOAD;
      if (bytes.length > limit) {
        throw new MessagingError(
          'too-large',
          `${name} has ${bytes.length} bytes; the server takes ${limit}.`,
        );
      }
      const id = String(body.id);
      if (publishOptions.durable !== true || definition.stream === null) {
        for (const subject of subjects) sendCore(subject, bytes);
        return { id, outcome: 'sent' };
      }
      await Promise.all(
        subjects.map((subject) =>
          outbox.put({ subject, body: bytes, messageId: `${id}:${subject}` }),
        ),
      );
      return { id, outcome: supervisor.driver?.info.jetstream === false ? 'sent' : 'stored' };
    },

    subscribe<const Pattern extends string>(
      pattern: Pattern,
      handler: EventHandler<Pattern>,
      subscribeOptions: { readonly queue?: string } = {},
    ): Unsubscribe {
      assertPattern(pattern);
      const seen = new RecentIds(REMEMBERED_IDS);
      return subscriptions.add(
        pattern,
        (message) => {
          const entry = catalog.find(message.subject)?.entry;
          // Stored events carry the reply subject of their ack; on other subjects a reply subject
          // makes a request.
          if (entry?.definition.stream === null && message.reply !== undefined) return;
          const decoded = decodeEvent(catalog, message.subject, message.body);
          if (!decoded.ok) return reportInvalid(message, decoded);
          const { id } = decoded.event;
          if (typeof id === 'string' && !seen.add(id)) return metrics.add('duplicates');
          const meta = { name: decoded.name, subject: message.subject, replayed: false };
          (handler as (event: unknown, meta: unknown) => void)(decoded.event, meta);
        },
        subscribeOptions.queue,
      );
    },

    follow<const Pattern extends string>(
      pattern: Pattern,
      from: Parameters<MessagingClient['follow']>[1],
      observer: FollowObserver<Pattern>,
    ): Unsubscribe {
      assertPattern(pattern);
      const guard =
        <Args extends unknown[]>(call: ((...args: Args) => void) | undefined) =>
        (...args: Args) => {
          try {
            call?.(...args);
          } catch (error) {
            onHandlerError(error);
          }
        };
      const follow = new Follow({
        catalog,
        clock,
        metrics,
        pattern,
        from,
        ask,
        inboxPrefix,
        makeName: () => {
          names += 1;
          return `${newId().replaceAll('-', '')}_${names}`;
        },
        onInbound: () => supervisor.noteInbound(),
        subscribe: (subject, handler) => subscriptions.add(subject, handler),
        onEvents: guard((deliveries: readonly RawDelivery[]) =>
          observer.onEvents(deliveries as unknown as Parameters<typeof observer.onEvents>[0]),
        ),
        onState: guard(observer.onState),
        onGap: guard(observer.onGap),
      });
      follows.add(follow);
      // Later, so that the caller has its undo before the first call arrives.
      queueMicrotask(() => {
        if (follows.has(follow) && supervisor.driver) follow.attach(supervisor.driver);
      });
      return () => {
        follows.delete(follow);
        follow.stop();
      };
    },

    request: (name, ids, input, requestOptions = {}) =>
      askCommand(ask, userId, name, ids, input, requestOptions),

    respond(name, ids, handler, respondOptions = {}) {
      return subscriptions.add(
        commandPattern(name, ids),
        (message) => {
          void answerCommand(name, message, handler, replyCore, onHandlerError);
        },
        respondOptions.queue,
      );
    },

    respondStatus(sessionId, handler) {
      const subject = catalog.subjectsOf('runtime.status', { sessionId })[0] ?? '';
      return subscriptions.add(subject, (message) => {
        if (!message.reply?.startsWith('_INBOX.') || !isStatusQuery(message.body)) return;
        const fields = handler();
        if (!fields) return;
        replyCore(message.reply, encodeJson({ timestamp: clock.now(), ...fields, type: 'status' }));
      });
    },

    async close(closeOptions = {}) {
      await outbox.drained(closeOptions.drainMs ?? DRAIN_MS);
      outbox.close();
      for (const follow of follows) follow.stop();
      follows.clear();
      subscriptions.close();
      inbox?.close();
      await supervisor.close();
    },
  };
  grantAsk(client, ask);
  return client;

  function replyCore(subject: string, body: Uint8Array): void {
    try {
      sendCore(subject, body);
    } catch {
      // The asker's own timeout tells it; there is nobody left to answer to here.
    }
  }
}

function isStatusQuery(body: Uint8Array): boolean {
  try {
    const value = decodeJson(body);
    return isObject(value) && value.query === 'status';
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

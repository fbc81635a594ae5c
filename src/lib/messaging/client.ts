import { v7 as uuidv7 } from 'uuid';
import type { Catalog } from './catalog/catalog.ts';
import { timeOf } from './catalog/envelope.ts';
import { type CommandDefinition, type Commands, commandPattern } from './catalog/commands.ts';
import type { EventHandler, MessagingClient, SubscribeOptions } from './types.ts';
import type { RegisteredCatalog, RegisteredCommands } from './register.ts';
import { type Clock, systemClock } from './clock.ts';
import type { EventHeaders } from './catalog/cloudEventHeaders.ts';
import type { Connect, DriverProblem, DriverPublishOptions } from './connection/driver.ts';
import { MessagingError } from './errors.ts';
import { EventStreams } from './outbox/eventStreams.ts';
import { publishEvent } from './outbox/eventPublisher.ts';
import { Decoder, EventReceiver } from './subscribe/eventReceiver.ts';
import { ReplaySubscriptions } from './history/replaySubscriptions.ts';
import { Inbox } from './request/inbox.ts';
import type { Ask } from './history/jetstream.ts';
import { createListeners } from './listeners.ts';
import { Metrics } from './metrics.ts';
import { Outbox } from './outbox/outbox.ts';
import { type ClientInternals, setInternals } from './clientInternals.ts';
import type { OutboxEntry } from './outbox/pendingPublish.ts';
import { Reconciler } from './outbox/reconciler.ts';
import type { OpenOutbox } from './outbox/storage.ts';
import { answerCommand, askCommand } from './request/services.ts';
import { answerEventQuery } from './request/eventQuery.ts';
import { Bytes } from './subscribe/bytes.ts';
import { Subscriptions } from './subscribe/subscriptions.ts';
import { assertPattern, assertToken, fillTemplate } from './catalog/subjects.ts';
import { type NetworkSignals, Supervisor } from './connection/supervisor.ts';

const DRAIN_MS = 3_000;

export type ClientProblem =
  | DriverProblem
  | { readonly kind: 'handler-error'; readonly error: unknown }
  /** A restored or shared event that can never be stored. */
  | { readonly kind: 'unsendable'; readonly subject: string; readonly error: MessagingError };

export interface ClientOptions<
  C extends Catalog = RegisteredCatalog,
  K extends Commands = RegisteredCommands,
> {
  readonly catalog: C;
  readonly commands: K;
  /** nats-ws.ts in a browser, the agent's adapter in Node. */
  readonly connect: Connect;
  /** Who this client is in the subjects of its commands; one token. */
  readonly userId: string;
  /** The inbox prefix that the role may subscribe below, e.g. `_INBOX.editor`. */
  readonly inboxPrefix: string;
  readonly network?: NetworkSignals;
  readonly onProblem?: (problem: ClientProblem) => void;
  /**
   * Keeps durable events until they are stored: outbox/idb.ts in a browser,
   * agent/publish/outboxFile.ts in Node; in memory if left out.
   */
  readonly outbox?: OpenOutbox;
  /** Makes every event that is published a CloudEvent too: `asCloudEvents`. */
  readonly cloudEvents?: EventHeaders;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly newId?: () => string;
}

/** Makes a client that dials at once and reconnects until it is closed. */
export function createClient<C extends Catalog, K extends Commands>(
  options: ClientOptions<C, K>,
): MessagingClient<C, K> {
  const clock = options.clock ?? systemClock;
  const newId = options.newId ?? (() => uuidv7());
  const catalog: Catalog = options.catalog;
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
    onRtt: (rttMs) => metrics.measuredRtt(rttMs),
  });
  const subscriptions = new Subscriptions({
    clock,
    metrics,
    onHandlerError,
    onRefused: (subject) => problems.notify({ kind: 'denied', operation: 'subscribe', subject }),
  });
  let closing = false;
  let inbox: Inbox | null = null;
  let names = 0;
  const makeName = () => {
    names += 1;
    return `${newId().replaceAll('-', '')}_${names}`;
  };

  const disconnected = (subject: string) =>
    closing
      ? new MessagingError('closed', 'The client was closed.', { subject })
      : new MessagingError('offline', 'There is no connection now.', { subject });
  const connected = (subject: string) => {
    if (!supervisor.driver) throw disconnected(subject);
    return supervisor.driver;
  };
  const ask: Ask = async (subject, body, timeoutMs, headers) => {
    if (!inbox) throw disconnected(subject);
    metrics.sent(body.length);
    return inbox.request(subject, body, timeoutMs, headers);
  };
  const send = (subject: string, body: Uint8Array, sendOptions: DriverPublishOptions) => {
    connected(subject).publish(subject, body, sendOptions);
    metrics.sent(body.length);
  };
  const sendCore = (subject: string, body: Uint8Array, reply?: string) =>
    send(subject, body, reply === undefined ? {} : { reply });
  const headersOf = (subject: string, body: Uint8Array) =>
    options.cloudEvents?.(catalog, subject, body) ?? {};
  const sendEvent = (subject: string, body: Uint8Array) =>
    send(subject, body, options.cloudEvents ? { headers: headersOf(subject, body) } : {});
  // A stream elsewhere in the cluster may store it too; the id prevents a second copy.
  const sendLive = ({ subject, body, messageId }: OutboxEntry) =>
    send(subject, body, { headers: { 'Nats-Msg-Id': messageId, ...headersOf(subject, body) } });
  const internals: ClientInternals = {
    catalog,
    clock,
    metrics,
    decoder: new Decoder(catalog),
    ask,
    send: sendCore,
    listen: (subject, handler) => subscriptions.add(subject, handler, { raw: true }),
    newInbox: () => `${inboxPrefix}.${makeName()}`,
    newName: makeName,
    driver: () => supervisor.driver,
    onLost: (listener) => supervisor.onDriver(() => listener()),
  };
  const bytes = new Bytes({
    catalog,
    clock,
    metrics,
    server: () => supervisor.driver?.info ?? null,
    sendCore,
    subscriptions,
  });
  const reconciler = new Reconciler(internals);
  const streams = new EventStreams({ catalog, clock, ask, sendLive, headersOf });
  const outbox = new Outbox({
    clock,
    open: options.outbox,
    send: streams.send,
    sendLive,
    findStored: (entries) => reconciler.findStored(entries),
    waitsForStream: streams.waitsForStream,
    onRefused: ({ subject }, error) => problems.notify({ kind: 'unsendable', subject, error }),
  });
  const publisherOptions = {
    catalog,
    clock,
    newId,
    outbox,
    send: streams.send,
    server: () => supervisor.driver?.info ?? null,
    sendEvent,
  };
  const replays = new ReplaySubscriptions(
    { internals, subscribe: (subject, handler) => subscriptions.add(subject, handler) },
    onHandlerError,
  );

  let connections = 0;
  supervisor.onRetired((driver) => subscriptions.retire(driver));
  supervisor.onDriver((driver) => {
    inbox?.close(closing ? 'closed' : 'offline');
    inbox = null;
    if (driver) {
      // Numbered, so that a late answer to an older connection's request is ignored.
      inbox = new Inbox(driver, `${inboxPrefix}.r${connections}`, clock);
      driver.onProblem((problem) => problems.notify(problem));
      if (connections > 0) metrics.add('reconnects');
      connections += 1;
    }
    subscriptions.attach(driver);
    replays.attach(driver);
    reconciler.reset();
    streams.reset();
    if (driver) outbox.resume(driver.info.jetstream);
    else outbox.pause();
  });
  outbox.start();
  supervisor.start();

  const commandOf = (name: string): CommandDefinition => {
    const found = options.commands[name];
    if (!found) throw new MessagingError('invalid-token', `There is no command ${name}.`);
    return found;
  };
  const client: MessagingClient<C, K> = {
    userId,
    getState: () => supervisor.getState(),
    onState: (listener) => supervisor.onState(listener),
    getOutbox: () => outbox.getState(),
    onOutbox: (listener) => outbox.onChange(listener),
    getMetrics: () => metrics.snapshot(outbox.getState().queued),
    retryNow: () => supervisor.retryNow(),
    probe: () => supervisor.probe(),
    flush: async () => {
      await supervisor.driver?.rtt();
    },

    publish: async (name, fields, publishOptions = {}) => {
      if (closing) throw new MessagingError('closed', 'The client was closed.');
      return publishEvent(publisherOptions, name, fields, publishOptions);
    },

    subscribe<const Pattern extends string>(
      pattern: Pattern,
      handler: EventHandler<Pattern, C>,
      subscribeOptions: SubscribeOptions = {},
    ) {
      const receiver = new EventReceiver(internals);
      return subscriptions.add(
        assertPattern(pattern),
        (message) => {
          const received = receiver.receive(message);
          if (!received) return metrics.dropped(pattern);
          metrics.delivered(timeOf(received.envelope, received.event), clock.now());
          const meta = { name: received.name, subject: message.subject, replayed: false };
          (handler as (event: unknown, meta: unknown) => void)(received.event, meta);
        },
        subscribeOptions,
      );
    },

    publishBytes: (name, ids, body) => bytes.publish(name, ids, body),
    subscribeBytes: (name, ids, handler, subscribeOptions) =>
      bytes.subscribe(name, ids, handler, subscribeOptions),

    follow: (pattern, from, observer, scope = {}) =>
      replays.begin(assertPattern(pattern), from, observer, scope),

    // The schema of the command has checked the answer.
    request: async (name, ids, input, requestOptions = {}) =>
      (await askCommand(
        { ...internals, userId },
        commandOf(name),
        ids,
        input,
        requestOptions,
      )) as never,

    respond(name, ids, handler, respondOptions = {}) {
      const command = commandOf(name);
      return subscriptions.add(
        commandPattern(command, ids),
        (message) => void answerCommand(command, message, handler, sendCore, onHandlerError),
        respondOptions,
      );
    },

    respondWithEvent(name, ids, handler) {
      const { definition } = catalog.compiled(name);
      if (definition.query === null) {
        throw new MessagingError('invalid-event', `${name} has no query.`);
      }
      return subscriptions.add(fillTemplate(definition.subject, ids), (message) =>
        answerEventQuery(definition, message, clock.now(), handler, sendCore),
      );
    },

    onActivity: (pattern, listener) => subscriptions.add(assertPattern(pattern), () => listener()),

    tap: (pattern, handler, tapOptions = {}) =>
      subscriptions.add(
        assertPattern(pattern),
        ({ subject, body, headers, reply }, redirected) =>
          handler({ subject, body, headers, reply, receivedAt: clock.now(), redirected }),
        { ...tapOptions, raw: true },
      ),

    async close(closeOptions = {}) {
      closing = true;
      await outbox.drained(closeOptions.drainMs ?? DRAIN_MS);
      await outbox.close();
      replays.close();
      subscriptions.close();
      await supervisor.close();
    },
  };
  setInternals(client, internals);
  return client;
}

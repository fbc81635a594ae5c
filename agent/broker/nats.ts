import type { Socket } from 'node:net';
import {
  type ConnectionOptions,
  connect as dial,
  errors,
  headers as makeHeaders,
  type Msg,
  type NatsConnection,
} from '@nats-io/transport-node';
import {
  addressesInTurn,
  type Connect,
  type Driver,
  type DriverEnd,
  type DriverMessage,
  type DriverProblem,
  MessagingError,
} from '../../src/lib/messaging/index.ts';
import { messageOf, say } from '../log.ts';

/** The core checks the link far more often; this is for drivers that somebody else holds. */
const PING_INTERVAL_MS = 20_000;
const MAX_PINGS_OUT = 2;

export interface NatsOptions {
  /** nats://host:port; several of a cluster are separated by commas, and each dial takes the next. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The prefix that the user may subscribe to, such as `_INBOX.agent`. */
  readonly inboxPrefix: string;
  /** Shown in the server's monitoring. */
  readonly name: string;
}

/**
 * The messaging core's way to a NATS server over TCP. It dials once per call; reconnecting is the
 * core's business, because the library loses what is published while it does that itself.
 * The dial rejects with MessagingError 'denied' if credentials are refused, else 'offline'.
 */
export function connectNats(options: NatsOptions): Connect {
  const nextAddress = addressesInTurn(options.url);
  return async ({ timeoutMs }) => {
    const settings: ConnectionOptions = {
      servers: [nextAddress()],
      user: options.user,
      pass: options.password,
      name: options.name,
      inboxPrefix: options.inboxPrefix,
      timeout: timeoutMs,
      reconnect: false,
      noEcho: false,
      ignoreClusterUpdates: true,
      pingInterval: PING_INTERVAL_MS,
      maxPingOut: MAX_PINGS_OUT,
    };
    try {
      return createDriver(await dial(settings));
    } catch (error) {
      const code = isAuthError(error) ? 'denied' : 'offline';
      throw new MessagingError(code, messageOf(error), { cause: error });
    }
  };
}

function createDriver(connection: NatsConnection): Driver {
  const problemListeners = new Set<(problem: DriverProblem) => void>();
  const ended = Promise.withResolvers<DriverEnd>();
  let closing = false;

  const end = (error: unknown) => {
    if (closing) ended.resolve({ kind: 'closed' });
    else if (isAuthError(error)) ended.resolve({ kind: 'auth', error });
    else ended.resolve({ kind: 'lost', error: error ?? new Error('The server hung up') });
  };
  void connection.closed().then(end);
  void watchStatus(connection, {
    onProblem: (problem) => {
      for (const listener of problemListeners) listener(problem);
    },
    onEnd: (error) => {
      end(error);
      // Left alone, the library waits for unsent bytes to leave a socket that may be dead.
      void connection.close();
    },
  });

  return {
    info: {
      jetstream: connection.info?.jetstream ?? false,
      maxPayload: connection.info?.max_payload ?? 1024 * 1024,
      serverName: connection.info?.server_name ?? '',
      version: connection.info?.version ?? '',
    },
    closed: ended.promise,
    publish(subject, body, publishOptions = {}) {
      const { reply, headers } = publishOptions;
      const extras: { reply?: string; headers?: ReturnType<typeof makeHeaders> } = {};
      if (reply !== undefined) extras.reply = reply;
      if (headers !== undefined) {
        extras.headers = makeHeaders();
        for (const [key, value] of Object.entries(headers)) extras.headers.set(key, value);
      }
      try {
        connection.publish(subject, body, extras);
      } catch (error) {
        const code = error instanceof errors.InvalidArgumentError ? 'too-large' : 'offline';
        throw new MessagingError(code, messageOf(error), { cause: error, subject });
      }
    },
    subscribe(subject, handler, subscribeOptions = {}) {
      const { queue, onError } = subscribeOptions;
      try {
        const subscription = connection.subscribe(subject, {
          ...(queue === undefined ? {} : { queue }),
          callback: (error, message) => {
            if (error !== null) return onError?.(error);
            try {
              handler(toDriverMessage(message));
            } catch (failure) {
              // Thrown into the library, it would end its reader and the connection would hang.
              say(`a handler of ${subject} failed: ${messageOf(failure)}`);
            }
          },
        });
        return () => {
          if (!subscription.isClosed()) subscription.unsubscribe();
        };
      } catch (error) {
        throw new MessagingError('offline', messageOf(error), { cause: error, subject });
      }
    },
    onInbound: (listener) => socketOf(connection)?.on('data', listener),
    rtt: () =>
      connection.rtt().catch((error: unknown) => {
        throw new MessagingError('offline', messageOf(error), { cause: error });
      }),
    onProblem(listener) {
      problemListeners.add(listener);
      return () => problemListeners.delete(listener);
    },
    async close() {
      closing = true;
      await connection.close();
      ended.resolve({ kind: 'closed' });
    },
  };
}

/** The library only counts whole messages; on a slow link, parts of one are a sign of life too. */
function socketOf(connection: NatsConnection): Socket | undefined {
  const { protocol } = connection as { protocol?: { transport?: { socket?: Socket } } };
  return protocol?.transport?.socket;
}

async function watchStatus(
  connection: NatsConnection,
  listeners: { onProblem(problem: DriverProblem): void; onEnd(error: unknown): void },
): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'ldm') listeners.onProblem({ kind: 'lame-duck' });
    else if (status.type === 'staleConnection') {
      listeners.onEnd(new Error('The server no longer answers'));
    } else if (status.type === 'error' && isAuthError(status.error)) listeners.onEnd(status.error);
    else if (status.type === 'error' && status.error instanceof errors.PermissionViolationError) {
      const { operation, subject } = status.error;
      listeners.onProblem({
        kind: 'denied',
        operation: operation === 'publish' ? 'publish' : 'subscribe',
        subject,
      });
    }
  }
}

function toDriverMessage(message: Msg): DriverMessage {
  const code = message.headers?.code ?? 0;
  return {
    subject: message.subject,
    body: message.data,
    reply: message.reply === '' ? undefined : message.reply,
    status: code === 0 ? undefined : code,
    statusText: code === 0 ? undefined : message.headers?.description,
  };
}

function isAuthError(error: unknown): boolean {
  return (
    error instanceof errors.AuthorizationError ||
    error instanceof errors.UserAuthenticationExpiredError
  );
}

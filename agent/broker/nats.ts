import type { Socket } from 'node:net';
import {
  type ConnectionOptions,
  connect as dial,
  errors,
  headers as makeHeaders,
  type NatsConnection,
} from '@nats-io/transport-node';
import {
  addressesInTurn,
  type Connect,
  type DriverProblem,
  libraryDriver,
  MessagingError,
} from '../../src/lib/messaging/index.ts';
import { messageOf, say } from '../log.ts';

/** The core checks the link far more often; this is for drivers that are used without it. */
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
      const connection = await dial(settings);
      return libraryDriver({
        connection,
        makeHeaders,
        isAuthError,
        isTooLarge: (error) => error instanceof errors.InvalidArgumentError,
        onFault: (error, subject) => say(`a handler of ${subject} failed: ${messageOf(error)}`),
        onInbound: (listener) => socketOf(connection)?.on('data', listener),
        watch: (onProblem, onEnd) => watchStatus(connection, { onProblem, onEnd }),
      });
    } catch (error) {
      const code = isAuthError(error) ? 'denied' : 'offline';
      throw new MessagingError(code, messageOf(error), { cause: error });
    }
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

function isAuthError(error: unknown): boolean {
  return (
    error instanceof errors.AuthorizationError ||
    error instanceof errors.UserAuthenticationExpiredError
  );
}

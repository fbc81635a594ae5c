import {
  type ConnectionOptions,
  connect as dial,
  ErrorCode,
  headers as makeHeaders,
  type NatsConnection,
  NatsError,
} from 'nats.ws';
import { addressesInTurn } from './addresses.ts';
import type { Connect, DriverProblem } from './driver.ts';
import { libraryDriver } from './libraryDriver.ts';
import { MessagingError } from '../errors.ts';

export interface JwtCredentials {
  readonly jwt: string;
  /** Signs the server's challenge; it never leaves this machine. */
  readonly seed: string;
}

export interface NatsWsOptions {
  /** ws:// or wss:// addresses, separated by commas; each dial takes the next. */
  readonly url: string;
  /** The prefix that the role may subscribe below, such as `_INBOX.editor`. */
  readonly inboxPrefix: string;
  readonly name: string;
  /** Left out, the server's `no_auth_user` decides the role. */
  readonly user?: string;
  readonly password?: string;
  /**
   * Asked before every dial. A rejection with MessagingError 'denied' counts as refused, any other
   * as offline.
   */
  readonly credentials?: () => Promise<JwtCredentials> | JwtCredentials;
}

/** The supervisor sends its own pings; the library's would only end with a hang (see below). */
const LIBRARY_PING_INTERVAL_MS = 24 * 60 * 60 * 1000;

interface WsOptions extends ConnectionOptions {
  wsFactory(url: string): Promise<{ socket: WebSocket; encrypted: boolean }>;
}

/**
 * Dials from a browser. The library's own reconnect is off: it drops what is published meanwhile,
 * gives up after two equal auth errors and never closes a half-open socket with unsent bytes.
 */
export function connectNatsWs(options: NatsWsOptions): Connect {
  const nextAddress = addressesInTurn(options.url);
  return async ({ timeoutMs }) => {
    let socket: WebSocket | undefined;
    let closedEarly: (error: MessagingError) => void = () => {};
    const early = new Promise<never>((_, reject) => {
      closedEarly = reject;
    });
    const credentials = await freshCredentials(options);
    const settings: WsOptions = {
      servers: [nextAddress()],
      name: options.name,
      inboxPrefix: options.inboxPrefix,
      ...(options.user === undefined ? {} : { user: options.user }),
      ...(options.password === undefined ? {} : { pass: options.password }),
      ...credentials,
      timeout: timeoutMs,
      reconnect: false,
      ignoreClusterUpdates: true,
      pingInterval: LIBRARY_PING_INTERVAL_MS,
      wsFactory: async (url) => {
        socket = new WebSocket(url);
        // The library waits for its time-out when the server hangs up in the handshake.
        socket.addEventListener('close', () => closedEarly(unreachable()));
        return { socket, encrypted: url.startsWith('wss:') };
      },
    };
    try {
      const connection = await Promise.race([dial(settings), early]);
      return libraryDriver({
        connection,
        makeHeaders,
        isAuthError,
        isTooLarge: (error) =>
          error instanceof NatsError && error.code === ErrorCode.MaxPayloadExceeded,
        onFault: (error) => console.error(error),
        // The server cuts what it sends to a browser into frames of 4 kB.
        onInbound: (listener) => socket?.addEventListener('message', listener),
        hangUp: () => socket?.close(),
        watch: (onProblem) => watchStatus(connection, onProblem),
      });
    } catch (error) {
      socket?.close();
      if (error instanceof MessagingError) throw error;
      if (isAuthError(error)) {
        throw new MessagingError('denied', 'The server refused the sign-in.', { cause: error });
      }
      throw unreachable(error);
    }
  };
}

async function freshCredentials({
  credentials,
}: NatsWsOptions): Promise<Pick<ConnectionOptions, 'authenticator'>> {
  if (!credentials) return {};
  const [{ signIn }, given] = await Promise.all([import('./jwt.ts'), credentials()]);
  return { authenticator: signIn(given.jwt, given.seed) };
}

function unreachable(cause?: unknown): MessagingError {
  return new MessagingError('offline', 'The server can’t be reached.', { cause });
}

async function watchStatus(
  connection: NatsConnection,
  onProblem: (problem: DriverProblem) => void,
): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'ldm') onProblem({ kind: 'lame-duck' });
    else if (status.type === 'error' && status.permissionContext) {
      const { operation, subject } = status.permissionContext;
      onProblem({
        kind: 'denied',
        operation: operation === 'publish' ? 'publish' : 'subscribe',
        subject,
      });
    }
  }
}

function isAuthError(error: unknown): boolean {
  return (
    error instanceof NatsError &&
    (error.code === ErrorCode.AuthorizationViolation ||
      error.code === ErrorCode.AuthenticationExpired ||
      error.code === ErrorCode.AccountExpired)
  );
}

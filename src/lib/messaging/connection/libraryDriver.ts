import { MessagingError } from '../errors.ts';
import type { Driver, DriverEnd, DriverMessage, DriverProblem, MessageHeaders } from './driver.ts';

/** What the connections of NATS' libraries for browsers and for Node have in common. */
interface LibraryConnection<Headers> {
  readonly info?:
    | {
        readonly jetstream?: boolean;
        readonly max_payload: number;
        readonly server_name: string;
        readonly version: string;
      }
    | undefined;
  publish(subject: string, body: Uint8Array, options: { reply?: string; headers?: Headers }): void;
  subscribe(
    subject: string,
    options: { queue?: string; callback(error: Error | null, message: LibraryMessage): void },
  ): { isClosed(): boolean; unsubscribe(): void; drain(): Promise<void> };
  rtt(): Promise<number>;
  closed(): Promise<unknown>;
  close(): Promise<void>;
}

interface LibraryMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly reply?: string;
  readonly headers?: LibraryHeaders;
}

interface LibraryHeaders {
  readonly code: number;
  readonly description: string;
  keys(): readonly string[];
  values(key: string): readonly string[];
}

export interface LibraryDriverOptions<Headers> {
  readonly connection: LibraryConnection<Headers>;
  readonly makeHeaders: () => Headers;
  readonly isAuthError: (error: unknown) => boolean;
  readonly isTooLarge: (error: unknown) => boolean;
  /** A handler threw. */
  readonly onFault: (error: unknown, subject: string) => void;
  readonly onInbound: (listener: () => void) => void;
  /** Ends the socket without waiting for what was not sent: its link may be dead. */
  readonly hangUp?: () => void;
  /** Calls back for each refusal, and for an end that `closed` would not report. */
  readonly watch: (
    onProblem: (problem: DriverProblem) => void,
    onEnd: (error: unknown) => void,
  ) => Promise<void>;
}

/** The driver of a connection that one of NATS' libraries has dialled. */
export function libraryDriver<Headers extends { set(key: string, value: string): void }>(
  options: LibraryDriverOptions<Headers>,
): Driver {
  const { connection, makeHeaders, isAuthError, isTooLarge, onFault, onInbound } = options;
  const { hangUp, watch } = options;
  const { info } = connection;
  const listeners = new Set<(problem: DriverProblem) => void>();
  const ended = Promise.withResolvers<DriverEnd>();
  const end = (error: unknown) => {
    ended.resolve(
      isAuthError(error)
        ? { kind: 'auth', error }
        : { kind: 'lost', error: error ?? new Error('The server hung up.') },
    );
  };
  void connection.closed().then(end);
  void watch(
    (problem) => {
      for (const listener of listeners) listener(problem);
    },
    (error) => {
      end(error);
      void connection.close();
    },
  );
  return {
    info: {
      jetstream: info?.jetstream ?? false,
      maxPayload: info?.max_payload ?? 1024 * 1024,
      serverName: info?.server_name ?? '',
      version: info?.version ?? '',
    },
    closed: ended.promise,
    publish(subject, body, { reply, headers } = {}) {
      const extras: { reply?: string; headers?: Headers } = {};
      if (reply !== undefined) extras.reply = reply;
      if (headers !== undefined) {
        extras.headers = makeHeaders();
        for (const [key, value] of Object.entries(headers)) extras.headers.set(key, value);
      }
      try {
        connection.publish(subject, body, extras);
      } catch (cause) {
        throw isTooLarge(cause)
          ? new MessagingError('too-large', 'The server takes no messages of this size.', {
              subject,
              cause,
            })
          : new MessagingError('offline', 'The connection is gone.', { subject, cause });
      }
    },
    subscribe(subject, handler, { queue, onError, drains = false } = {}) {
      try {
        const subscription = connection.subscribe(subject, {
          ...(queue === undefined ? {} : { queue }),
          callback: (error, message) => {
            if (error) return onError?.(error);
            try {
              handler(toDriverMessage(message));
            } catch (fault) {
              // Thrown into the library, it would end its reader and the connection would hang.
              onFault(fault, subject);
            }
          },
        });
        return () => {
          if (subscription.isClosed()) return;
          if (!drains) subscription.unsubscribe();
          // Rejects only when the connection ends first.
          else void subscription.drain().catch(() => {});
        };
      } catch {
        // The connection has just ended; the next one subscribes again.
        return () => {};
      }
    },
    onInbound,
    rtt: () =>
      connection.rtt().catch((cause: unknown) => {
        throw new MessagingError('offline', 'The connection is gone.', { cause });
      }),
    onProblem(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      ended.resolve({ kind: 'closed' });
      hangUp?.();
      await connection.close().catch(() => {});
    },
  };
}

function toDriverMessage({ subject, data, reply, headers }: LibraryMessage): DriverMessage {
  const code = headers?.code ?? 0;
  return {
    subject,
    body: data,
    headers: headers && (() => readHeaders(headers)),
    reply: reply === '' ? undefined : reply,
    status: code === 0 ? undefined : code,
    statusText: code === 0 ? undefined : headers?.description,
  };
}

const readHeaders = (headers: LibraryHeaders): MessageHeaders =>
  Object.fromEntries(headers.keys().map((key) => [key, headers.values(key)]));

/**
 * What the core needs of a NATS library: one established connection, no reconnecting of its own.
 * nats.ws implements it for browsers, @nats-io for Node; tests implement it in memory.
 */
export interface Driver {
  readonly info: ServerInfo;
  /** @throws MessagingError 'offline' when the connection is gone. */
  publish(subject: string, body: Uint8Array, options?: DriverPublishOptions): void;
  /**
   * Starts a subscription. `onError` is called when the server refuses it.
   * @throws MessagingError 'offline' when the connection is gone.
   */
  subscribe(
    subject: string,
    handler: (message: DriverMessage) => void,
    options?: { queue?: string; onError?: (error: unknown) => void },
  ): () => void;
  /** Calls for everything that comes in, parts of a message too. */
  onInbound(listener: () => void): void;
  /** Round trip in milliseconds; proves the link end to end. */
  rtt(): Promise<number>;
  /** Resolves with the reason when the connection has ended, however it ended. */
  readonly closed: Promise<DriverEnd>;
  /** Called for refusals that belong to no call, such as a denied publish. */
  onProblem(listener: (problem: DriverProblem) => void): () => void;
  /** Ends the connection now, without waiting for unsent bytes. */
  close(): Promise<void>;
}

export interface ServerInfo {
  readonly jetstream: boolean;
  readonly maxPayload: number;
  readonly serverName: string;
  readonly version: string;
}

export interface DriverPublishOptions {
  readonly reply?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface DriverMessage {
  readonly subject: string;
  readonly body: Uint8Array;
  readonly reply: string | undefined;
  /** NATS status header: 503 no responders, 404 no messages, 408, 409, 100 heartbeat. */
  readonly status: number | undefined;
  readonly statusText: string | undefined;
}

export type DriverEnd =
  | { readonly kind: 'closed' }
  | { readonly kind: 'lost'; readonly error: unknown }
  | { readonly kind: 'auth'; readonly error: unknown };

export type DriverProblem =
  | {
      readonly kind: 'denied';
      readonly operation: 'publish' | 'subscribe';
      readonly subject: string;
    }
  | { readonly kind: 'lame-duck' };

/** Dials once. Rejects with MessagingError 'denied' if credentials are refused, else 'offline'. */
export type Connect = (options: ConnectOptions) => Promise<Driver>;

export interface ConnectOptions {
  /** Milliseconds after which the attempt counts as failed. */
  readonly timeoutMs: number;
}

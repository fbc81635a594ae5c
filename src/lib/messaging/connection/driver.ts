/** What the core needs of a NATS library: one connection that does not reconnect on its own. */
export interface Driver {
  readonly info: ServerInfo;
  publish(subject: string, body: Uint8Array, options?: DriverPublishOptions): void;
  /**
   * `onError` is called when the server refuses it; with `drains`, what the server had sent before
   * the undo reached it still comes. Does nothing once the connection has ended.
   */
  subscribe(
    subject: string,
    handler: (message: DriverMessage) => void,
    options?: { queue?: string; onError?: (error: unknown) => void; drains?: boolean },
  ): () => void;
  /** Called for everything that comes in, parts of a message too. */
  onInbound(listener: () => void): void;
  rtt(): Promise<number>;
  /** Resolves however the connection ends. */
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

/** By name, as the publisher wrote it; a name may come several times. */
export type MessageHeaders = Readonly<Record<string, readonly string[]>>;

export interface DriverMessage {
  readonly subject: string;
  readonly body: Uint8Array;
  /** Made when called; left out where the message has none. */
  readonly headers?: (() => MessageHeaders) | undefined;
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
  readonly timeoutMs: number;
}

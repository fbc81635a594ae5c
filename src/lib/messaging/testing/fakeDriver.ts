import { encodeJson } from '../catalog/codec.ts';
import type {
  Driver,
  DriverEnd,
  DriverMessage,
  DriverProblem,
  DriverPublishOptions,
  MessageHeaders,
  ServerInfo,
} from '../connection/driver.ts';
import { MessagingError } from '../errors.ts';
import { subjectMatches } from '../catalog/subjects.ts';

export interface Published extends DriverPublishOptions {
  readonly subject: string;
  readonly body: Uint8Array;
}

interface FakeExtras {
  readonly reply?: string;
  readonly status?: number;
  readonly statusText?: string;
  readonly headers?: MessageHeaders;
}

interface FakeSubscription {
  readonly pattern: string;
  readonly queue: string | undefined;
  readonly handler: (message: DriverMessage) => void;
  readonly onError: (error: unknown) => void;
}

/** One connection in memory; tests play the server. */
export class FakeDriver implements Driver {
  readonly info: ServerInfo;
  readonly closed: Promise<DriverEnd>;
  readonly published: Published[] = [];
  readonly subscriptions = new Set<FakeSubscription>();
  #inboundListeners: (() => void)[] = [];
  readonly #problemListeners = new Set<(problem: DriverProblem) => void>();
  #resolveClosed: (end: DriverEnd) => void = () => {};
  #gone = false;
  /** What a ping brings; a half-open link's never settles. */
  ping: () => Promise<number> = async () => 1;
  pings = 0;
  closeCalls = 0;
  /** Plays the server. */
  onPublish: (message: Published) => void = () => {};

  constructor(info: Partial<ServerInfo> = {}) {
    this.info = { jetstream: true, maxPayload: 1_024, serverName: 's', version: '2.15.1', ...info };
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  publish(subject: string, body: Uint8Array, options: DriverPublishOptions = {}): void {
    if (this.#gone) throw new MessagingError('offline', 'gone');
    if (body.length > this.info.maxPayload) throw new MessagingError('too-large', 'too large');
    const message = { subject, body, ...options };
    this.published.push(message);
    this.onPublish(message);
  }

  subscribe(
    pattern: string,
    handler: (message: DriverMessage) => void,
    options: { queue?: string; onError?: (error: unknown) => void } = {},
  ): () => void {
    if (this.#gone) throw new MessagingError('offline', 'gone');
    const { queue, onError = () => {} } = options;
    const subscription = { pattern, queue, handler, onError };
    this.subscriptions.add(subscription);
    return () => this.subscriptions.delete(subscription);
  }

  onInbound(listener: () => void): void {
    this.#inboundListeners.push(listener);
  }

  /** Bytes of no whole message. */
  inbound(): void {
    for (const listener of this.#inboundListeners) listener();
  }

  rtt(): Promise<number> {
    this.pings += 1;
    return this.ping();
  }

  onProblem(listener: (problem: DriverProblem) => void): () => void {
    this.#problemListeners.add(listener);
    return () => this.#problemListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.closeCalls += 1;
    this.end({ kind: 'closed' });
  }

  end(end: DriverEnd = { kind: 'lost', error: new Error('The server hung up.') }): void {
    this.#gone = true;
    this.#resolveClosed(end);
  }

  problem(problem: DriverProblem): void {
    for (const listener of this.#problemListeners) listener(problem);
  }

  get patterns(): string[] {
    return [...this.subscriptions].map(({ pattern }) => pattern);
  }

  /** A value is sent as its JSON. */
  deliver(subject: string, body: unknown, extras: FakeExtras = {}): void {
    this.deliverTo(subject, subject, body, extras);
  }

  /** Redirected to `inbox`, with the subject it was stored under. */
  deliverTo(inbox: string, subject: string, body: unknown, extras: FakeExtras = {}): void {
    const bytes = body instanceof Uint8Array ? body : encodeJson(body);
    const { reply, status, statusText, headers } = extras;
    this.inbound();
    for (const { pattern, handler } of [...this.subscriptions]) {
      if (subjectMatches(pattern, inbox)) {
        handler({
          subject,
          body: bytes,
          headers: headers && (() => headers),
          reply,
          status,
          statusText,
        });
      }
    }
  }
}

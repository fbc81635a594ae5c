import type { Catalog } from '../catalog/catalog.ts';
import type { Clock } from '../clock.ts';
import { type Decoded, decodeEvent } from '../catalog/codec.ts';
import { idOf } from '../catalog/envelope.ts';
import type { DriverMessage } from '../connection/driver.ts';
import type { Metrics } from '../metrics.ts';
import { isRequest } from './isRequest.ts';
import { RecentIds } from './recentIds.ts';

/** Enough for a copy under another key, or after a resend. */
const REMEMBERED_IDS = 4_096;

export interface ReceiverOptions {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly decoder: Decoder;
}

interface ReceiverParts extends Omit<ReceiverOptions, 'metrics'> {
  readonly metrics: Pick<Metrics, 'add' | 'invalid'>;
}

/** Decodes each message once, for however many handlers. */
export class Decoder {
  readonly #catalog: Catalog;
  #message: DriverMessage | null = null;
  #decoded: Decoded | null = null;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** @returns `first`: no other handler has counted it yet */
  decode(message: DriverMessage): { readonly decoded: Decoded; readonly first: boolean } {
    if (message === this.#message && this.#decoded) return { decoded: this.#decoded, first: false };
    const decoded = decodeEvent(this.#catalog, message.subject, message.body, message.headers);
    this.#message = message;
    this.#decoded = decoded;
    return { decoded, first: true };
  }
}

export type ReceivedEvent = Extract<Decoded, { ok: true }>;

/** What one handler gets: valid events, each once. */
export class EventReceiver {
  readonly #options: ReceiverParts;
  readonly #seen = new RecentIds(REMEMBERED_IDS);

  constructor(options: ReceiverParts) {
    this.#options = options;
  }

  /** Null for a request, a copy, and what is invalid (and counted). */
  receive(message: DriverMessage): ReceivedEvent | null {
    const { catalog, clock, decoder, metrics } = this.#options;
    if (isRequest(catalog, message) || catalog.holdsBytes(message.subject)) return null;
    const { decoded, first } = decoder.decode(message);
    if (!decoded.ok) {
      const { reason, detail } = decoded;
      if (!first) return null;
      if (reason === 'unknown-action') metrics.add('unknown');
      else metrics.invalid(message.subject, reason, detail, message.body, clock.now());
      return null;
    }
    const id = idOf(decoded.envelope, decoded.event);
    if (id !== undefined && !this.#seen.add(id)) {
      if (first && !this.#hasSeveralKeys(message)) metrics.add('duplicates');
      return null;
    }
    return decoded;
  }

  /** A wide pattern brings such an event once per key. */
  #hasSeveralKeys({ subject }: DriverMessage): boolean {
    const found = this.#options.catalog.find(subject);
    return found !== null && found.entry.definition.alsoUnder.length > 0;
  }
}

/** Counts invalid messages only when `count` is called. */
export class DeferredMetricsReceiver {
  readonly #receiver: EventReceiver;
  #counts: (() => void)[] = [];

  constructor(options: ReceiverOptions) {
    const { metrics } = options;
    this.#receiver = new EventReceiver({
      ...options,
      metrics: {
        add: (...args) => this.#counts.push(() => metrics.add(...args)),
        invalid: (...args) => this.#counts.push(() => metrics.invalid(...args)),
      },
    });
  }

  receive(message: DriverMessage): ReceivedEvent | null {
    return this.#receiver.receive(message);
  }

  count = (): void => {
    for (const count of this.#counts.splice(0)) count();
  };
}

import type { Catalog } from '../catalog/catalog.ts';
import type { Clock } from '../clock.ts';
import { isMessagingError } from '../errors.ts';
import { apiCodes, type Ask, getStreamInfo, publishStored } from '../history/jetstream.ts';
import type { OutboxEntry } from './pendingPublish.ts';
import type { SendResult } from './subjectQueue.ts';

/** A stream that is made meanwhile is seen after so long. */
const LOOK_AGAIN_MS = 2_000;

type Headers = Readonly<Record<string, string>>;

export interface EventStreamsOptions {
  readonly catalog: Pick<Catalog, 'find'>;
  readonly clock: Clock;
  readonly ask: Ask;
  /** @throws MessagingError 'offline' */
  readonly sendLive: (entry: OutboxEntry) => void;
  readonly headersOf: (subject: string, body: Uint8Array) => Headers;
}

/** Sends events to their streams, and those that go without one live where it does not exist. */
export class EventStreams {
  readonly #options: EventStreamsOptions;
  /** What the present connection's server has. */
  readonly #known = new Map<string, { readonly exists: Promise<boolean>; readonly at: number }>();

  constructor(options: EventStreamsOptions) {
    this.#options = options;
  }

  /** The connection is another, or none. */
  reset(): void {
    this.#known.clear();
  }

  /** Whether it is kept until the server has JetStream. */
  waitsForStream = ({ subject }: OutboxEntry): boolean => this.#without(subject) === 'wait';

  send = async (entry: OutboxEntry): Promise<SendResult> => {
    const { ask, headersOf } = this.#options;
    const { subject, body, messageId, stream } = entry;
    if (this.#without(subject) === 'core' && !(await this.#has(stream))) {
      this.#options.sendLive(entry);
      return { duplicate: false, wentLive: true };
    }
    try {
      return await publishStored(ask, subject, body, messageId, headersOf(subject, body));
    } catch (error) {
      this.#known.delete(stream);
      throw error;
    }
  };

  /** What an earlier life left of a catalog that is not open waits. */
  #without(subject: string): 'wait' | 'send' | 'core' {
    return this.#options.catalog.find(subject)?.entry.definition.withoutStream ?? 'wait';
  }

  /** False only by the server's word: what can't be asked counts as there. */
  async #has(stream: string): Promise<boolean> {
    const { ask, clock } = this.#options;
    const known = this.#known.get(stream);
    if (known && (clock.monotonic() - known.at < LOOK_AGAIN_MS || (await known.exists))) {
      return known.exists;
    }
    const exists = getStreamInfo(ask, stream).then(
      () => true,
      (error: unknown) => !isMessagingError(error) || error.apiCode !== apiCodes.streamNotFound,
    );
    this.#known.set(stream, { exists, at: clock.monotonic() });
    return exists;
  }
}

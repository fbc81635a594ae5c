import type { ConnectionContext } from '../clientInternals.ts';
import type { DriverMessage } from '../connection/driver.ts';
import type { StoredPosition } from './jetstream.ts';
import { type Consumer, type ConsumerRequest, openConsumer, readConsumer } from './readConsumer.ts';

export interface MergedRequest extends Omit<ConsumerRequest, 'filter'> {
  /** No message may match two of them. */
  readonly filters: readonly string[];
  /** The last sequence that is wanted. */
  readonly upTo: number;
  readonly signal: AbortSignal;
  /** Called once, before the first message. */
  readonly onOpen: (pending: number) => void;
  /** `pending` of the position counts over all filters. */
  readonly onMessage: (message: DriverMessage, position: StoredPosition, aheadMs: number) => void;
}

interface Waiting {
  readonly message: DriverMessage;
  readonly position: StoredPosition;
}

/** What one filter has brought and the others have not caught up with. */
interface Part {
  readonly consumer: Consumer;
  waiting: Waiting[];
  next: number;
  isOver: boolean;
}

/**
 * Reads what is stored under several filters, in the order of the stream: for servers that take no
 * filter over several of a stream's subjects.
 * @throws MessagingError as openConsumer and readConsumer, and the signal's reason
 */
export async function readMerged(
  context: ConnectionContext,
  { filters, upTo, signal, onOpen, onMessage, ...request }: MergedRequest,
): Promise<void> {
  const parts = await openParts(context, filters, request);
  let pending = parts.reduce((sum, { consumer }) => sum + consumer.pending, 0);
  onOpen(pending);
  const deliver = () => {
    for (let first = nextOf(parts); first; first = nextOf(parts)) {
      const { part, waiting } = first;
      part.next += 1;
      pending = Math.max(0, pending - 1);
      onMessage(waiting.message, { ...waiting.position, pending }, part.consumer.aheadMs);
      if (part.next < part.waiting.length) continue;
      part.waiting = [];
      part.next = 0;
    }
  };
  const failed = new AbortController();
  const reading = parts.map(async (part) => {
    await readConsumer(context, part.consumer, {
      signal: AbortSignal.any([signal, failed.signal]),
      onMessage(message, position) {
        if (position.streamSeq > upTo) return 'enough';
        part.waiting.push({ message, position });
        deliver();
        return 'more';
      },
    });
    part.isOver = true;
    deliver();
  });
  try {
    await Promise.all(reading);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(reading);
    throw error;
  }
}

/** The first message of all, or null while a part that is not over may bring an earlier one. */
function nextOf(parts: readonly Part[]): { part: Part; waiting: Waiting } | null {
  let first: { part: Part; waiting: Waiting } | null = null;
  for (const part of parts) {
    const waiting = part.waiting[part.next];
    if (!waiting && !part.isOver) return null;
    if (!waiting) continue;
    const isEarlier =
      first === null || waiting.position.streamSeq < first.waiting.position.streamSeq;
    if (isEarlier) first = { part, waiting };
  }
  return first;
}

async function openParts(
  context: ConnectionContext,
  filters: readonly string[],
  request: Omit<ConsumerRequest, 'filter'>,
): Promise<Part[]> {
  const opened = await Promise.allSettled(
    filters.map((filter) => openConsumer(context, { ...request, filter })),
  );
  const consumers = opened.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const refused = opened.find((one) => one.status === 'rejected');
  if (refused) {
    for (const consumer of consumers) consumer.close();
    throw refused.reason;
  }
  return consumers.map((consumer) => ({ consumer, waiting: [], next: 0, isOver: false }));
}

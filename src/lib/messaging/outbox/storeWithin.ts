import type { DurableOutcome, OutboxEntry } from './pendingPublish.ts';
import { idTaken, isPermanent, type StreamOptions } from './subjectQueue.ts';

const RETRY_BASE_MS = 200;

/**
 * Asks for a stream's ack a limited number of times, past the outbox. Repeats carry the same id, so
 * that the stream has the event once.
 * @throws MessagingError the last attempt's
 */
export async function storeWithin(
  attempts: number,
  entry: OutboxEntry,
  { clock, send }: Pick<StreamOptions, 'clock' | 'send'>,
): Promise<DurableOutcome> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { duplicate, wentLive = false } = await send(entry);
      if (duplicate && attempt === 1) throw idTaken(entry);
      return wentLive ? 'sent' : 'stored';
    } catch (error) {
      if (isPermanent(error) || attempt >= attempts) throw error;
    }
    await new Promise<void>((resolve) => {
      clock.after(RETRY_BASE_MS * 2 ** (attempt - 1), resolve);
    });
  }
}

import type { ConnectionContext } from '../clientInternals.ts';
import type { StreamInfo } from './jetstream.ts';
import { openConsumer } from './readConsumer.ts';

/** Reading a fifth more than asked for is cheaper than another round trip. */
const TOLERANCE = 1.2;
const MAX_PROBES = 24;

/**
 * The sequence from which about the last `wanted` messages of `filter` follow: at most a fifth
 * more. JetStream has no such start, but a new consumer reports how many messages wait, so a search
 * reads none.
 */
export async function findLastMessages(
  context: ConnectionContext,
  info: StreamInfo,
  filter: string,
  wanted: number,
): Promise<number> {
  const stream = info.config.name;
  const countFrom = async (seq: number): Promise<number> => {
    const start = { kind: 'seq', seq } as const;
    const consumer = await openConsumer(context, { stream, filter, start });
    consumer.close();
    return consumer.pending;
  };
  let low = Math.max(1, info.state.first_seq);
  let high = info.state.last_seq;
  // If the subject has the stream to itself, this first guess is exact.
  let guess = Math.max(low, high - wanted + 1);
  for (let probe = 0; probe < MAX_PROBES && low < high; probe++) {
    const count = await countFrom(guess);
    if (count >= wanted && count <= wanted * TOLERANCE) return guess;
    if (count > wanted) low = guess;
    else high = guess - 1;
    if (high <= low) break;
    guess = Math.ceil((low + high) / 2);
  }
  return low;
}

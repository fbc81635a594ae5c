import type { ConnectionContext } from '../clientInternals.ts';
import type { StreamInfo } from './jetstream.ts';
import { openConsumer } from './readConsumer.ts';

/** Reading a fifth more than asked for is cheaper than another round trip. */
const TOLERANCE = 1.2;
const MAX_PROBES = 24;

/**
 * The sequence from which about the last `wanted` messages of `filters` follow: at most a fifth
 * more. JetStream has no such start, but a new consumer reports how many messages wait, so a search
 * reads none.
 * @param filters of which no message matches two
 * @param before of the messages below this sequence; left out, of all
 */
export async function findLastMessages(
  context: ConnectionContext,
  info: StreamInfo,
  filters: readonly string[],
  wanted: number,
  before = info.state.last_seq + 1,
): Promise<number> {
  const stream = info.config.name;
  const countFrom = async (seq: number): Promise<number> => {
    const start = { kind: 'seq', seq } as const;
    const counts = filters.map(async (filter) => {
      const consumer = await openConsumer(context, { stream, filter, start });
      consumer.close();
      return consumer.pending;
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  };
  const last = before - 1;
  const later = before > info.state.last_seq ? 0 : await countFrom(before);
  /** The start lies from `low` to `high`. */
  let low = Math.max(1, info.state.first_seq);
  let high = Math.max(low, last);
  /** How many messages follow from `low`, and from after `high`; null while not known. */
  let countAtLow: number | null = null;
  let countAfterHigh = 0;
  // If the subject has the stream to itself, this first guess is exact.
  let guess = Math.max(low, high - wanted + 1);
  for (let probe = 1; probe <= MAX_PROBES && low < high; probe++) {
    const count = (await countFrom(guess)) - later;
    if (count >= wanted && count <= wanted * TOLERANCE) return guess;
    if (count > wanted) {
      low = guess;
      countAtLow = count;
    } else {
      high = guess - 1;
      countAfterHigh = count;
    }
    if (high <= low) break;
    // Messages come in bursts, so that a guess by their density may go wrong for ever.
    const isByDensity = probe % 3 !== 0;
    const density = densityOf({ low, high, last, countAtLow, countAfterHigh });
    const missing = wanted * ((1 + TOLERANCE) / 2) - countAfterHigh;
    const byDensity = high + 1 - Math.ceil(missing / density);
    guess = isByDensity && density > 0 ? byDensity : Math.ceil((low + high) / 2);
    guess = Math.min(high, Math.max(countAtLow === null ? low : low + 1, guess));
  }
  return low;
}

/** Messages per sequence where the start is looked for. */
function densityOf(known: {
  readonly low: number;
  readonly high: number;
  readonly last: number;
  readonly countAtLow: number | null;
  readonly countAfterHigh: number;
}): number {
  const { low, high, last, countAtLow, countAfterHigh } = known;
  if (countAtLow !== null) return (countAtLow - countAfterHigh) / (high + 1 - low);
  return countAfterHigh / (last - high);
}

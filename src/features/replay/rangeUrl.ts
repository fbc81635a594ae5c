import type { TimeRange } from '../../lib/messaging/index.ts';

/** Which replay an address asks for. */
export type AskedReplay =
  | { readonly kind: 'asked'; readonly range: TimeRange; readonly at: number | undefined }
  | { readonly kind: 'invalid'; readonly why: string };

const LONGEST_MS = 31 * 24 * 60 * 60_000;
/** After the year 2000: less is a typing mistake. */
const EARLIEST = 946_684_800_000;

/**
 * Reads `?replay=<from>-<to>&at=<time>`, in milliseconds since the epoch.
 * @param at '' is the range's end
 */
export function readReplay(replay: string, at: string): AskedReplay {
  const [, first, last] = /^(\d{1,15})-(\d{1,15})$/.exec(replay) ?? [];
  if (first === undefined || last === undefined) {
    return invalid('it needs “replay=<from>-<to>”, two times in milliseconds');
  }
  const range = { from: Number(first), to: Number(last) };
  if (range.from < EARLIEST) return invalid('its begin is no time in milliseconds');
  if (range.to <= range.from) return invalid('its end is not after its begin');
  if (range.to - range.from > LONGEST_MS) return invalid('it spans more than 31 days');
  if (at === '') return { kind: 'asked', range, at: undefined };
  if (!/^\d{1,15}(\.\d{1,6})?$/.test(at)) return invalid('“at” is no time in milliseconds');
  return { kind: 'asked', range, at: Number(at) };
}

export const writeReplay = ({ from, to }: TimeRange): string =>
  `${Math.floor(from)}-${Math.ceil(to)}`;

const invalid = (why: string): AskedReplay => ({ kind: 'invalid', why });

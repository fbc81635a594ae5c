import * as z from 'zod/mini';
import { time } from './fields.ts';

/** How a time is written: 'iso-or-ms' takes both, and is published as ISO 8601. */
export type TimeFormat = 'ms' | 'iso' | 'iso-or-ms';

const ISO_TIME =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?<zone>Z|[+-]\d{2}:?\d{2})?$/i;

/** Milliseconds since the epoch; a time without a zone is UTC, as servers write it. */
function parseIso(text: string): number | undefined {
  const found = ISO_TIME.exec(text);
  if (!found) return undefined;
  const zoned = found.groups?.['zone'] === undefined ? `${text}Z` : text;
  const ms = Date.parse(zoned.replace(' ', 'T').replace(',', '.'));
  return Number.isNaN(ms) ? undefined : ms;
}

/** A time as ISO 8601. */
export const isoTime = z.string().check(z.refine((text) => parseIso(text) !== undefined));

/** A time as ISO 8601, or in milliseconds since the epoch. */
export const anyTime = z.union([isoTime, time]);

/** Milliseconds since the epoch; undefined for what is no time of this format. */
export function readTime(value: unknown, format: TimeFormat): number | undefined {
  if (typeof value === 'number') return format === 'iso' ? undefined : value;
  if (typeof value !== 'string' || format === 'ms') return undefined;
  return parseIso(value);
}

export const writeTime = (ms: number, format: TimeFormat): string | number =>
  format === 'ms' ? ms : new Date(ms).toISOString();

import type { JsonSchema } from './jsonSchema.ts';

/** A time that reads well: 2026-01-02T03:04:05Z. */
const TIME_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
const TIME_TEXT = '2026-01-02T03:04:05.000Z';
const UUID = '01912d68-783e-7a3c-8b1f-2f9d1c0e4a55';

const byFormat: Readonly<Record<string, string>> = {
  'date-time': TIME_TEXT,
  date: '2026-01-02',
  time: '03:04:05Z',
  duration: 'PT5M',
  uuid: UUID,
  email: 'ada@example.com',
  uri: 'https://example.com/',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  hostname: 'example.com',
};

/** Values to try where a schema refuses an example for a reason that JSON Schema can't hold. */
export const guesses: readonly unknown[] = [
  ...['text', 'id-1', UUID, TIME_TEXT, '2026-01-02', '1', '0.5', 'a.b', 'ada@example.com'],
  ...['https://example.com/', 'YWJj', '1.0.0', '/path', '', TIME_MS, 1, 0, 2, 0.5, 10, 100, -1],
  ...[true, false, null, [], {}],
];

const isTime = (name: string) => /timestamp|time$|(^|_)at$|At$/.test(name);

export function exampleString(schema: JsonSchema, name: string): string {
  const least = schema.minLength ?? 0;
  const most = schema.maxLength ?? Number.POSITIVE_INFINITY;
  const fits = (text: string) =>
    text.length >= least && text.length <= most && matches(schema.pattern, text);
  const format = schema.format === undefined ? undefined : byFormat[schema.format];
  const own = /_?ids?$|Ids?$/.test(name) ? `${name.replace(/_?ids?$|Ids?$/, '') || 'id'}-1` : name;
  const texts = [
    ...(format === undefined ? [] : [format]),
    ...(isTime(name) ? [TIME_TEXT] : []),
    own,
    ...guesses.filter((guess) => typeof guess === 'string'),
  ];
  const found = texts.find(fits);
  if (found !== undefined) return found;
  // A code of a fixed length, such as a hash.
  const lengths = [least, ...Array.from({ length: 128 }, (_, index) => index + 1)];
  for (const letter of ['0', 'a', 'A']) {
    const length = lengths.find((count) => fits(letter.repeat(count)));
    if (length !== undefined) return letter.repeat(length);
  }
  return format ?? own.slice(0, most).padEnd(Math.min(least, 10_000), '.');
}

function matches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true;
  }
}

export function exampleNumber(schema: JsonSchema, name: string): number {
  const whole = schema.type === 'integer';
  const step = schema.multipleOf ?? (whole ? 1 : undefined);
  const low = schema.minimum ?? schema.exclusiveMinimum ?? Number.NEGATIVE_INFINITY;
  const high = schema.maximum ?? schema.exclusiveMaximum ?? Number.POSITIVE_INFINITY;
  const fits = (value: number) =>
    value >= low &&
    value <= high &&
    value !== schema.exclusiveMinimum &&
    value !== schema.exclusiveMaximum &&
    (step === undefined || Math.abs(value / step - Math.round(value / step)) < 1e-9);
  const middle = Number.isFinite(low) && Number.isFinite(high) ? (low + high) / 2 : low + 0.5;
  const up = step === undefined ? low : Math.ceil(low / step) * step;
  const values = [
    ...(isTime(name) ? [TIME_MS] : []),
    ...(/ms$/i.test(name) ? [1_500] : []),
    ...(/percent/i.test(name) ? [42] : []),
    ...[1, 0, low, high, up, up + (step ?? 1), middle, Math.round(middle)],
    ...[high - 1, high - (step ?? 0), -1],
  ];
  return values.find((value) => Number.isFinite(value) && fits(value)) ?? 1;
}

import { defaultParseSearch, defaultStringifySearch } from '@tanstack/react-router';

/** Kept as typed: an id such as 1e3 or true is no number and no JSON. */
const plainKeys = [
  ...['with', 'q', 'tab', 'state', 'branch', 'by', 'replay', 'at'],
  ...['show', 'event', 'command', 'bytes'],
  ...['subject', 'filter', 'stream', 'try'],
];

/** The part of an address after "?". */
export function parseSearch(text: string): Record<string, unknown> {
  const params = new URLSearchParams(text);
  const plain = plainKeys.flatMap((key) => {
    const value = params.get(key);
    return value === null ? [] : [[key, value] as const];
  });
  return { ...defaultParseSearch(text), ...Object.fromEntries(plain) };
}

/** Keeps the commas of lists legible. */
export function stringifySearch(search: Record<string, unknown>): string {
  const entries = Object.entries(search);
  const others = entries.filter(([key]) => !plainKeys.includes(key));
  const plain = entries.flatMap(([key, value]) =>
    plainKeys.includes(key) && typeof value === 'string'
      ? [`${key}=${encodeURIComponent(value).replaceAll('%2C', ',')}`]
      : [],
  );
  const text = defaultStringifySearch(Object.fromEntries(others)).replace(/^\?/, '');
  const all = [...(text === '' ? [] : [text]), ...plain].join('&');
  return all === '' ? '' : `?${all}`;
}

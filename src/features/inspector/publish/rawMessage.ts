import { assertSubject, isMessagingError, type RawMessage } from '../../../lib/messaging/index.ts';
import type { KeptMessage } from '../../../lib/inspect/message.ts';
import { textOf } from '../list/preview.ts';

/** A message as it is typed. */
export interface RawText {
  readonly subject: string;
  /** A line for each: `Name: value`. */
  readonly headers: string;
  readonly body: string;
}

export type ParsedRaw =
  | { readonly ok: true; readonly message: RawMessage }
  | { readonly ok: false; readonly problem: string; readonly isUnfinished?: boolean };

/** What the server and this page set by themselves. */
const OWN_HEADERS = /^Nats-/i;

export function parseRaw({ subject, headers, body }: RawText): ParsedRaw {
  const to = subject.trim();
  if (to === '') return { ok: false, problem: 'Write the subject to send to.', isUnfinished: true };
  try {
    assertSubject(to);
  } catch (error) {
    return { ok: false, problem: isMessagingError(error) ? error.message : String(error) };
  }
  const fields: Record<string, string> = {};
  for (const line of headers.split('\n')) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    if (colon < 1)
      return { ok: false, problem: `The header “${line.trim()}” has no “Name: value”.` };
    fields[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  const bytes = new TextEncoder().encode(body);
  const withHeaders = Object.keys(fields).length === 0 ? {} : { headers: fields };
  return { ok: true, message: { subject: to, body: bytes, ...withHeaders } };
}

/** A message that came, to be sent again; null for bytes that are no text. */
export function rawOf({ subject, headers, body }: KeptMessage): RawText | null {
  const text = textOf(body);
  if (text === null) return null;
  const lines = Object.entries(headers ?? {})
    .filter(([name]) => !OWN_HEADERS.test(name))
    .flatMap(([name, values]) => values.map((value) => `${name}: ${value}`));
  return { subject, headers: lines.join('\n'), body: text };
}

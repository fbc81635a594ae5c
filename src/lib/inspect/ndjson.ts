import { parseJson } from '../messaging/index.ts';
import type { KeptMessage, VerdictLabel } from './message.ts';

const strict = new TextDecoder('utf-8', { fatal: true });

/** Lines made before others get their turn. */
const LINES_AT_ONCE = 200;

/**
 * A message as one line of JSON. A body that is JSON stands in `data` exactly as it came, other
 * text in `text`, and bytes in `base64`.
 */
export function toLine(message: KeptMessage, { kind, type }: VerdictLabel): string {
  const { subject, receivedAt, reply, headers, body, stored } = message;
  const head = JSON.stringify({
    subject,
    ...(stored === null
      ? { receivedAt: new Date(receivedAt).toISOString() }
      : { ...stored, storedAt: new Date(stored.storedAt).toISOString() }),
    ...(reply === undefined ? {} : { reply }),
    ...(headers === null ? {} : { headers }),
    size: body.length,
    verdict: kind,
    ...(type === null ? {} : { type }),
  });
  return `${head.slice(0, -1)},${bodyField(body)}}\n`;
}

function bodyField(body: Uint8Array): string {
  let text: string;
  try {
    text = strict.decode(body);
  } catch {
    return field('base64', JSON.stringify(toBase64(body)));
  }
  // Not written by JSON.stringify, which would round large numbers; in JSON text, line breaks only
  // stand between values.
  return isJson(text)
    ? field('data', text.replace(/[\r\n]+/g, ' '))
    : field('text', JSON.stringify(text));
}

const field = (name: string, json: string) => `${JSON.stringify(name)}:${json}`;

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

export function toBase64(body: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < body.length; at += 8_192) {
    binary += String.fromCharCode(...body.subarray(at, at + 8_192));
  }
  return btoa(binary);
}

/** The lines of many messages, in parts; waits for `rest` in between. */
export async function toNdjson(
  messages: Iterable<KeptMessage>,
  labelOf: (message: KeptMessage) => VerdictLabel,
  rest: () => Promise<void>,
): Promise<Blob> {
  const parts: string[] = [];
  let lines: string[] = [];
  // First, since they may be pushed out meanwhile.
  for (const message of [...messages]) {
    lines.push(toLine(message, labelOf(message)));
    if (lines.length < LINES_AT_ONCE) continue;
    parts.push(lines.join(''));
    lines = [];
    await rest();
  }
  return new Blob([...parts, ...lines], { type: 'application/x-ndjson' });
}

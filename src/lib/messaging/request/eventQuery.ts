import { encodeJson, tryDecodeJson } from '../catalog/codec.ts';
import { type CatalogEvent, composeBody } from '../catalog/definitions.ts';
import type { DriverMessage } from '../connection/driver.ts';

/**
 * Answers `{query}` on an event's subject. Events share the subject, so everything else is left
 * alone.
 */
export function answerEventQuery(
  definition: CatalogEvent,
  message: DriverMessage,
  now: number,
  handler: () => Readonly<Record<string, unknown>> | null,
  reply: (subject: string, body: Uint8Array) => void,
): void {
  // Anything but an inbox would aim our answer at an event subject.
  if (!message.reply?.startsWith('_INBOX.') || !asks(definition.query, message.body)) return;
  const fields = handler();
  if (!fields) return;
  try {
    reply(message.reply, encodeJson(composeBody(definition, fields, now)));
  } catch {
    // The connection is gone; the caller times out.
  }
}

function asks(query: string | null, body: Uint8Array): boolean {
  const value = tryDecodeJson(body);
  return typeof value === 'object' && value !== null && 'query' in value && value.query === query;
}

import type { SlateFields } from '../../../catalogs/slate/events.ts';
import { decodeJson, encodeJson } from '../catalog/codec.ts';
import type { DriverMessage } from '../connection/driver.ts';

/**
 * Answers `{query:'status'}` on `slate.runtime.status.{sessionId}` with the body of a status event.
 * The same subject carries those events, so whatever is no such query is left alone.
 */
export function answerStatusQuery(
  message: DriverMessage,
  now: number,
  handler: () => SlateFields<'runtime.status'> | null,
  reply: (subject: string, body: Uint8Array) => void,
): void {
  // Anything else would aim our answer at an event subject.
  if (!message.reply?.startsWith('_INBOX.') || !isStatusQuery(message.body)) return;
  const fields = handler();
  if (!fields) return;
  try {
    reply(message.reply, encodeJson({ timestamp: now, ...fields, type: 'status' }));
  } catch {
    // The connection is gone; the asker's own time-out tells it.
  }
}

function isStatusQuery(body: Uint8Array): boolean {
  try {
    const value = decodeJson(body);
    return (
      typeof value === 'object' && value !== null && 'query' in value && value.query === 'status'
    );
  } catch {
    return false;
  }
}

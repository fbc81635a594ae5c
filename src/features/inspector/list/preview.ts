import { showControls } from '../../../lib/terminal/controlChars.ts';

const PREVIEW_BYTES = 240;
const lenient = new TextDecoder();
const strict = new TextDecoder('utf-8', { fatal: true });

/** The beginning of a body in one line. */
export function previewOf(body: Uint8Array): string {
  if (body.length === 0) return '';
  const text = lenient.decode(body.subarray(0, PREVIEW_BYTES)).replace(/\s+/g, ' ');
  return showControls(body.length > PREVIEW_BYTES ? `${text}…` : text);
}

/** The body as text, or null for bytes that are none. */
export function textOf(body: Uint8Array): string | null {
  try {
    return strict.decode(body);
  } catch {
    return null;
  }
}

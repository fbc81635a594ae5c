import { parseJson } from '../../../lib/messaging/index.ts';
import { textOf } from '../list/preview.ts';

/** What is longer is cut to a preview: drawing it all would freeze the page. */
const PREVIEW_BYTES = 64 * 1024;
export const HEX_BYTES = 4 * 1024;

export type BodyView =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly value: unknown; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly isCut: boolean }
  | { readonly kind: 'bytes' };

/** How a body is shown. */
export function viewOf(body: Uint8Array): BodyView {
  if (body.length === 0) return { kind: 'empty' };
  const text = textOf(body);
  if (text === null) return { kind: 'bytes' };
  if (body.length > PREVIEW_BYTES) {
    return { kind: 'text', text: text.slice(0, PREVIEW_BYTES), isCut: true };
  }
  try {
    return { kind: 'json', value: parseJson(text), text };
  } catch {
    return { kind: 'text', text, isCut: false };
  }
}

/** A name for a body that is saved. */
export function fileNameOf(subject: string, view: BodyView): string {
  const endings = { json: 'json', text: 'txt', empty: 'txt', bytes: 'bin' } as const;
  return `${subject.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 100)}.${endings[view.kind]}`;
}

import { MAX_TEXT_BYTES } from './limits.ts';

/** What of a file's bytes is not in its text, and is put back when it is saved. */
export interface TextFormat {
  readonly bom: boolean;
  readonly lineEnd: 'lf' | 'crlf';
}

export type FileText =
  | { readonly kind: 'editable'; readonly text: string; readonly format: TextFormat }
  /** `text` is what can be shown of it, or null. */
  | { readonly kind: 'readOnly'; readonly reason: string; readonly text: string | null };

/** Shown of a file that is too large to edit. */
const SHOWN_BYTES = 256 * 1024;
const binary: FileText = {
  kind: 'readOnly',
  reason: 'This file is binary: it can’t be shown here.',
  text: null,
};
const BOM = '\ufeff';

/** Reads a file's bytes: text with `\n` alone and no byte order mark, or why it can't be edited. */
export function readFileText(bytes: Uint8Array): FileText {
  if (bytes.length > MAX_TEXT_BYTES) {
    const reason =
      'This file is larger than 1 MB: it can’t be edited here, and only its beginning is shown.';
    const head = bytes.subarray(0, SHOWN_BYTES);
    if (isBinary(head)) return binary;
    return { kind: 'readOnly', reason, text: new TextDecoder().decode(head, { stream: true }) };
  }
  if (isBinary(bytes)) return binary;
  let decoded: string;
  try {
    decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const text = new TextDecoder().decode(bytes);
    return {
      kind: 'readOnly',
      reason: 'This file is not in UTF-8: it can’t be edited here.',
      text,
    };
  }
  const bom = decoded.startsWith(BOM);
  const raw = bom ? decoded.slice(1) : decoded;
  const lineEnd = lineEndOf(raw);
  if (lineEnd === 'mixed') {
    return {
      kind: 'readOnly',
      reason: 'This file mixes line endings (LF and CRLF): it can’t be edited here.',
      text: raw,
    };
  }
  const text = lineEnd === 'crlf' ? raw.replaceAll('\r\n', '\n') : raw;
  return { kind: 'editable', text, format: { bom, lineEnd } };
}

/** The bytes of a text in the format of its file. */
export function writeFileText(text: string, { bom, lineEnd }: TextFormat): Uint8Array<ArrayBuffer> {
  const lines = lineEnd === 'crlf' ? text.replaceAll('\n', '\r\n') : text;
  return new TextEncoder().encode((bom ? BOM : '') + lines);
}

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // Each half of a pair is 2 of the 4 bytes of its character.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

function isBinary(bytes: Uint8Array): boolean {
  return bytes.includes(0);
}

function lineEndOf(text: string): TextFormat['lineEnd'] | 'mixed' {
  if (!text.includes('\r')) return 'lf';
  return /\r(?!\n)|(?<!\r)\n/.test(text) ? 'mixed' : 'crlf';
}

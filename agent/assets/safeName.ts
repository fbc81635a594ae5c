import { visibleName } from '../../src/catalogs/slate/index.ts';

/** What file systems take, with room for a number. */
const MAX_NAME_BYTES = 200;
const MAX_EXTENSION_BYTES = 20;
/** What some file system or shell gives a meaning to. */
const UNSAFE = /[<>:"/\\|?*]+/g;
/** Devices on Windows, whatever follows the first dot. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?=\.|$)/i;
const FALLBACK = 'file';

/**
 * The name under which a file from outside is kept: its own last part, in one Unicode form, without
 * what is invisible, hidden (a leading dot), or special to some system. Never empty.
 */
export function safeFileName(wanted: string): string {
  // The end of a path is the name; a Windows path may come from anywhere.
  const last = wanted.split(/[/\\]/).findLast((part) => /[^.\s]/.test(part)) ?? '';
  const visible = visibleName(last.normalize('NFC'), 1_000) ?? '';
  const plain = visible.replaceAll(UNSAFE, '_').replaceAll(/^[.\s]+|[.\s]+$/g, '');
  const named = plain === '' ? FALLBACK : plain;
  return shorten(RESERVED.test(named) ? `_${named}` : named);
}

/** The same name with a number: "logo.png", "logo (2).png". */
export function numberedName(name: string, number: number): string {
  if (number === 1) return name;
  const { stem, extension } = splitName(name);
  return `${stem} (${number})${extension}`;
}

/** Names that some file system takes for one have one key. */
export const nameKey = (name: string): string => name.normalize('NFC').toLowerCase();

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const { stem, extension } = splitName(name);
  const kept = Buffer.byteLength(extension) <= MAX_EXTENSION_BYTES ? extension : '';
  let room = MAX_NAME_BYTES - Buffer.byteLength(kept);
  let head = '';
  for (const character of kept === '' ? name : stem) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    head += character;
  }
  return head.trimEnd() + kept;
}

function splitName(name: string): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.');
  return dot <= 0
    ? { stem: name, extension: '' }
    : { stem: name.slice(0, dot), extension: name.slice(dot) };
}

import { webAddress } from './webAddress.ts';

const URL_TEXT = /https?:\/\/[^\s<>"'`|\\^{}\u0000-\u001f\u007f-\u009f]+/gi;

/** Marks at the end that belong to the sentence around the address. */
const TRAILING = /[.,;:!?…]+$/;

const CLOSERS: Record<string, string> = { ')': '(', ']': '[' };

export interface LinkPart {
  text: string;
  /** Set for http and https addresses only. */
  href?: string;
}

/** Cuts text into plain parts and web addresses. No other scheme ever becomes a link. */
export function splitLinks(text: string): LinkPart[] {
  if (!text.includes('://')) return [{ text }];
  const parts: LinkPart[] = [];
  let from = 0;
  for (const match of text.matchAll(URL_TEXT)) {
    const address = trimAddress(match[0]);
    const href = webAddress(address);
    if (href === null) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

function trimAddress(found: string): string {
  let address = found.replace(TRAILING, '');
  for (;;) {
    const last = address.at(-1) ?? '';
    const opener = CLOSERS[last];
    // "(see http://a/b)" loses the bracket, "http://a/b_(c)" keeps it.
    if (opener === undefined || address.split(opener).length >= address.split(last).length) break;
    address = address.slice(0, -1).replace(TRAILING, '');
  }
  return address;
}

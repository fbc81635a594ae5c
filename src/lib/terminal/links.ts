import { webAddress } from './webAddress.ts';

const URL_TEXT = /https?:\/\/[^\s<>"'`|\\^{}\u0000-\u001f\u007f-\u009f]+/gi;

/** Punctuation of the sentence around an address. */
const TRAILING = '.,;:!?…';

export interface LinkPart {
  text: string;
  /** http and https only. */
  href?: string;
}

/** No other scheme becomes a link. */
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

/** "(see http://a/b)." loses the bracket and the stop, "http://a/b_(c)" keeps its bracket. */
function trimAddress(found: string): string {
  const count = (char: string) => found.split(char).length - 1;
  const unopened = new Map([
    [')', count(')') - count('(')],
    [']', count(']') - count('[')],
  ]);
  for (let end = found.length; ; end--) {
    const last = found[end - 1] ?? '';
    const closers = unopened.get(last) ?? 0;
    if (closers <= 0 && !TRAILING.includes(last)) return found.slice(0, end);
    unopened.set(last, closers - 1);
  }
}

/** Letters and symbols that nobody can see: fillers of Hangul, an empty Braille cell, and others. */
const BLANKS = /\u034f|\u17b4|\u17b5|[\u115f\u1160\u2800\u3164\uffa0]/g;
/** What has no look of its own, or changes the direction of what stands around it. */
const UNSEEN = /(?:(?![\u200c\u200d])[\p{Z}\p{C}])+/gu;
/** They join letters and emoji; on their own they are nothing. */
const LONE_JOINERS = /(?<=^|\s)[\u200c\u200d]+|[\u200c\u200d]+(?=\s|$)/g;
/** More marks on one letter than any language has run into the lines above and below. */
const PILES = /(\p{M}{4})\p{M}+/gu;
/** Nobody reads more of a name; who sends a megabyte should not cost the page anything. */
const MAX_READ = 1_000;
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * A name from outside as people may read it: one line, without control characters, invisible ones
 * and those that turn the direction of text, cut if it is too long.
 * @returns null if there is nothing left to see
 */
export function visibleName(name: string, maxChars = 64): string | null {
  const clean = name
    .slice(0, MAX_READ)
    .replaceAll(BLANKS, ' ')
    .replaceAll(UNSEEN, ' ')
    .replaceAll(LONE_JOINERS, '')
    .replaceAll(/ {2,}/g, ' ')
    .replaceAll(PILES, '$1')
    .trim();
  if (!SEEN.test(clean)) return null;
  const chars = Array.from(clean);
  if (chars.length <= maxChars) return clean;
  const head = chars.slice(0, maxChars - 1).join('');
  return `${head.trim()}…`;
}

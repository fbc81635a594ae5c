/** Fillers of Hangul, an empty Braille cell, and other blanks. */
const BLANKS = /\u034f|\u17b4|\u17b5|[\u115f\u1160\u2800\u3164\uffa0]/g;
/** Invisible, or changes the direction of the text around it. */
const UNSEEN = /(?:(?![\u200c\u200d])[\p{Z}\p{C}])+/gu;
/** They join letters and emoji. */
const LONE_JOINERS = /(?<=^|\s)[\u200c\u200d]+|[\u200c\u200d]+(?=\s|$)/g;
/** More marks than any language puts on a letter run into the lines around. */
const PILES = /(\p{M}{4})\p{M}+/gu;
/** A megabyte should not cost the page anything. */
const MAX_READ = 1_000;
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * A name from outside, fit to show: one line, no invisible or direction-changing characters, cut if
 * too long.
 * @returns null if nothing is left
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

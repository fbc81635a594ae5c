/** Marks that join what stands before them, and characters that only steer how text is set. */
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u2028\u2029]$/u;

/** East Asian writing in full width, and what is drawn as an emoji by itself. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

/** How many columns of a terminal a character (one code point) takes up: 0, 1 or 2. */
export function charWidth(char: string): 0 | 1 | 2 {
  // Most text, without a look into Unicode's tables.
  if (char >= ' ' && char <= '~') return 1;
  if (ZERO.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}

/** Marks that join the character before, and formatting characters. */
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u2028\u2029]$/u;

/** Full-width East Asian characters and emoji. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

/** Terminal columns of a code point. */
export function charWidth(char: string): 0 | 1 | 2 {
  // Most text.
  if (char >= ' ' && char <= '~') return 1;
  if (ZERO.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}

/** What a terminal would obey, or what reorders text on screen; tab is fine. */
export const CONTROL =
  // That is what it looks for
  /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;

const ANY_CONTROL = new RegExp(CONTROL, '');

/** False is the fast path of most lines. */
export function hasSpecial(text: string): boolean {
  return ANY_CONTROL.test(text);
}

/** ␀, ␛, or a code where there is no picture. */
export function pictureOf(char: string): string {
  const code = char.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** Odd places of the result hold one control character each. */
export function splitControls(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(CONTROL)) {
    parts.push(text.slice(from, match.index), match[0]);
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** Text from outside in one line, in which nothing turns the direction of what is around it. */
export function showControls(text: string): string {
  return hasSpecial(text) ? text.replace(CONTROL, pictureOf) : text;
}

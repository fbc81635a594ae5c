/**
 * Escape sequences other than colours: OSC (links, titles), DCS/APC/PM/SOS strings, CSI that is not
 * SGR (cursor, erase), two-byte escapes. SGR stays for anser. The last parts are optional, so no ESC
 * but those of colours is left and a removal cannot form a new sequence.
 */
const NOT_COLOUR =
  // That is what it looks for
  /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\|$)|\x1b[PX^_][^\x1b]*(?:\x1b\\|$)|\x1b\[(?![\d;]*m)[0-?]*[ -/]*[@-~]?|\x1b(?!\[)[ -/]*[0-~]?/g;

// That is what it looks for
const COLOUR = /\x1b\[[\d;]*m/g;

/** Controls that a terminal would obey or that reorder text on screen; tab is fine. */
const CONTROL =
  // That is what it looks for
  /[\x00-\x08\x0a-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;

// That is what it looks for
const ANY_SPECIAL =
  /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/;

/** Whether a line holds anything beyond plain text; false is the fast path of most lines. */
export function hasSpecial(text: string): boolean {
  return ANY_SPECIAL.test(text);
}

/** Drops every escape sequence that is not a colour, and text that a carriage return overwrote. */
export function resolveTerminal(text: string): string {
  const plain = text.includes('\x1b') ? text.replace(NOT_COLOUR, '') : text;
  if (!plain.includes('\r')) return plain;
  // A progress line redraws itself: what people saw last is after the last return.
  return plain.split('\r').findLast((part) => part !== '') ?? '';
}

/** A control character in a form that can be seen: ␀, ␛, or its code where there is no picture. */
export function pictureOf(char: string): string {
  const code = char.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** Cuts text at control characters. Odd places of the result hold one control character each. */
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

/** The line as plain text, for copies and downloads: no colours, no terminal or bidi controls. */
export function plainText(message: string): string {
  if (!hasSpecial(message)) return message;
  return resolveTerminal(message).replace(COLOUR, '').replace(CONTROL, '');
}

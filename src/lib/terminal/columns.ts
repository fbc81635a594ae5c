/** Characters that monospace fonts lack or draw in two columns. */
const WIDE = /[\u0590-\u1fff\u2600-\ud7ff\uf900-\uffff]/g;
const TAB = /\t/g;
/** The same as tab-size in LogView.module.css. */
const TAB_COLUMNS = 8;
const PLAIN = /^[\x20-\u058f]*$/;

const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;

/** At least: text beyond could not be scrolled to. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return text.length + count(text, WIDE) + (TAB_COLUMNS - 1) * count(text, TAB);
}

import { charWidth } from './charWidth.ts';
import type { EraseExtent } from './escapes.ts';
import { type Look, PLAIN_LOOK, type Run, sameLook, showsBlanks } from './look.ts';

const TAB_COLUMNS = 8;
/** How far one sequence moves the cursor right, and how far beyond the text. */
export const MAX_GAP = 256;

/**
 * A row of a terminal's screen, cell by cell. The work is bound by the input's length: nothing
 * walks the whole row repeatedly.
 */
export class CellRow {
  /** '' continues the cell to its left: a wide character or a tab. */
  readonly #texts: string[] = [];
  readonly #looks: Look[] = [];
  /** Zero-width characters before the first cell. */
  #lead = '';
  #column = 0;
  #units = 0;
  /** Cells before this one are known to be blank. */
  #blankTo = 0;

  /** In UTF-16 units. */
  get units(): number {
    return this.#units;
  }

  get column(): number {
    return this.#column;
  }

  /** Writes text without controls, except tabs, at the cursor. */
  write(text: string, look: Look): void {
    for (const char of text) {
      if (char === '\t') this.#tab(look);
      else {
        const width = charWidth(char);
        if (width === 0) this.#join(char);
        else this.#put(char, width, look);
      }
    }
  }

  moveTo(column: number): void {
    const furthest = Math.max(this.#texts.length, MAX_GAP);
    this.#column = Math.max(0, Math.min(column, this.#column + MAX_GAP, furthest));
  }

  erase(extent: EraseExtent): void {
    if (extent !== 'rest') this.#blankUpToCursor();
    if (extent === 'start') return;
    this.#freeCells(this.#column, 1);
    while (this.#texts.length > this.#column) {
      this.#units -= this.#texts.pop()?.length ?? 0;
      this.#looks.pop();
    }
    this.#blankTo = Math.min(this.#blankTo, this.#texts.length);
    if (this.#column === 0) this.#dropLead();
  }

  /** Trailing blanks are left out: they only erased something. */
  runs(): Run[] {
    let end = this.#texts.length;
    while (end > 0 && this.#isPlainBlank(end - 1)) end--;
    const runs: Run[] = [];
    let text = this.#lead;
    let look = this.#looks[0] ?? PLAIN_LOOK;
    for (let i = 0; i < end; i++) {
      const next = this.#looks[i] ?? PLAIN_LOOK;
      if (!sameLook(look, next)) {
        runs.push({ text, look });
        text = '';
        look = next;
      }
      text += this.#texts[i] ?? '';
    }
    if (text !== '') runs.push({ text, look });
    return runs;
  }

  #tab(look: Look): void {
    const width = TAB_COLUMNS - (this.#column % TAB_COLUMNS);
    // Over text it only moves the cursor.
    if (this.#column < this.#texts.length) this.#column += width;
    else this.#put('\t', width, look);
  }

  #put(char: string, width: number, look: Look): void {
    const at = this.#column;
    while (this.#texts.length < at) this.#set(this.#texts.length, ' ', PLAIN_LOOK);
    this.#freeCells(at, width);
    this.#set(at, char, look);
    for (let i = at + 1; i < at + width; i++) this.#set(i, '', look);
    this.#blankTo = Math.min(this.#blankTo, at);
    this.#column = at + width;
  }

  /** Adds a zero-width character to the one before the cursor. */
  #join(char: string): void {
    let at = Math.min(this.#column, this.#texts.length) - 1;
    while (at > 0 && this.#texts[at] === '') at--;
    this.#units += char.length;
    if (at < 0) this.#lead += char;
    else {
      this.#texts[at] += char;
      this.#blankTo = Math.min(this.#blankTo, at);
    }
  }

  /** Characters only partly within these cells become blanks. */
  #freeCells(at: number, width: number): void {
    if (this.#texts[at] === '') {
      let owner = at;
      while (owner > 0 && this.#texts[owner] === '') owner--;
      for (let i = owner; i < at; i++) this.#set(i, ' ', PLAIN_LOOK);
    }
    for (let i = at + width; this.#texts[i] === ''; i++) this.#set(i, ' ', PLAIN_LOOK);
  }

  #blankUpToCursor(): void {
    const end = Math.min(this.#column + 1, this.#texts.length);
    this.#freeCells(end - 1, 1);
    for (let i = this.#blankTo; i < end; i++) this.#set(i, ' ', PLAIN_LOOK);
    this.#blankTo = Math.max(this.#blankTo, end);
    this.#dropLead();
  }

  #dropLead(): void {
    this.#units -= this.#lead.length;
    this.#lead = '';
  }

  #set(at: number, text: string, look: Look): void {
    this.#units += text.length - (this.#texts[at]?.length ?? 0);
    this.#texts[at] = text;
    this.#looks[at] = look;
  }

  #isPlainBlank(at: number): boolean {
    return this.#texts[at] === ' ' && !showsBlanks(this.#looks[at] ?? PLAIN_LOOK);
  }
}

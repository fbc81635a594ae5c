import { assertNever } from '../assertNever.ts';
import { CellRow } from './CellRow.ts';
import type { EraseExtent, Token } from './escapes.ts';
import { type Look, PLAIN_LOOK, type Run, sameLook } from './look.ts';
import { applySgr } from './sgr.ts';

/**
 * One line of a terminal. Appended text, as almost all is, is kept as it comes; cells are made when
 * something is overwritten.
 */
export class TerminalLine {
  #runs: Run[] = [];
  #units = 0;
  /** Without cells the cursor is at the end or, after a carriage return, at the start. */
  #returned = false;
  #cells: CellRow | null = null;
  #look: Look = PLAIN_LOOK;

  /** In UTF-16 units. */
  get units(): number {
    return this.#cells?.units ?? this.#units;
  }

  runs(): readonly Run[] {
    return this.#cells?.runs() ?? this.#runs;
  }

  /** Writes at the cursor; zero-width characters join the one before. */
  write(text: string): void {
    if (text === '') return;
    if (this.#returned && this.#units === 0) this.#returned = false;
    if (this.#cells !== null || this.#returned) {
      this.#asCells().write(text, this.#look);
      return;
    }
    const last = this.#runs.at(-1);
    this.#units += text.length;
    if (last !== undefined && sameLook(last.look, this.#look)) {
      this.#runs[this.#runs.length - 1] = { text: last.text + text, look: last.look };
    } else this.#runs.push({ text, look: this.#look });
  }

  /** Line ends and unknown controls are the caller's. */
  apply(token: Exclude<Token, { kind: 'newline' | 'control' }>): void {
    switch (token.kind) {
      case 'text':
        this.write(token.text);
        return;
      case 'column':
        if (token.column === 0 && this.#cells === null) this.#returned = true;
        else this.#asCells().moveTo(token.column);
        return;
      case 'move':
        this.#move(token.columns);
        return;
      case 'erase':
        this.#erase(token.extent);
        return;
      case 'sgr':
        this.#look = { ...this.#look, style: applySgr(this.#look.style, token.parameters) };
        return;
      case 'link':
        this.#look = { ...this.#look, link: token.target };
        return;
      default:
        assertNever(token);
    }
  }

  /** With the cursor at the start; colours and an open link go on. */
  clear(): void {
    this.#runs = [];
    this.#units = 0;
    this.#returned = false;
    this.#cells = null;
  }

  /** An unclosed link must not take the rest of a log with it. */
  endLink(): void {
    if (this.#look.link !== null) this.#look = { ...this.#look, link: null };
  }

  #move(columns: number): void {
    const cells = this.#asCells();
    cells.moveTo(cells.column + columns);
  }

  #erase(extent: EraseExtent): void {
    const atStart = this.#cells === null ? this.#returned : this.#cells.column === 0;
    if (atStart && extent !== 'start') this.clear();
    // Many programs end each line so; nothing is behind the cursor.
    else if (this.#cells !== null || this.#returned || extent !== 'rest') {
      this.#asCells().erase(extent);
    }
  }

  #asCells(): CellRow {
    if (this.#cells === null) {
      this.#cells = new CellRow();
      for (const { text, look } of this.#runs) this.#cells.write(text, look);
      if (this.#returned) this.#cells.moveTo(0);
      this.#runs = [];
    }
    return this.#cells;
  }
}

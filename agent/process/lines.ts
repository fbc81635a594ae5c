import { EscapeReader, type Token } from '../../src/lib/terminal/escapes.ts';
import { MAX_GAP } from '../../src/lib/terminal/CellRow.ts';
import { TerminalLine } from '../../src/lib/terminal/TerminalLine.ts';
import { fittingLength, linesOf, MAX_LINE_CHARS } from './lineText.ts';

/** A character that is written over others may leave blanks on both sides where tabs stood. */
const MAX_GROWTH = 16;

/**
 * Turns the bytes that a process writes into lines for a log: valid text, tabs, and SGR colours and
 * web links that begin and end within their line. What a line overwrites of itself is gone as on a
 * screen, so a progress bar is one line in its last state. One per stream; how the bytes are cut
 * into chunks never matters.
 */
export class LineReader {
  readonly #decoder = new TextDecoder('utf-8');
  readonly #escapes = new EscapeReader();
  readonly #line = new TerminalLine();
  #ready: string[] = [];

  /** The lines that `bytes` completes. */
  push(bytes: Uint8Array): string[] {
    return this.#take(this.#decoder.decode(bytes, { stream: true }));
  }

  /** What is left when the output has ended: the last line, if it has no newline. */
  end(): string[] {
    const lines = this.#take(this.#decoder.decode());
    if (this.#line.units > 0) this.#finish();
    return [...lines, ...this.#taken()];
  }

  /** Something was written since the last newline. */
  get hasUnfinished(): boolean {
    return this.#line.units > 0;
  }

  /** What the line that has not ended yet shows now; '' for nothing. */
  unfinished(): string {
    return this.hasUnfinished ? (linesOf(this.#line.runs()).at(-1) ?? '') : '';
  }

  #take(text: string): string[] {
    this.#escapes.read(text, (token) => this.#apply(token));
    return this.#taken();
  }

  #taken(): string[] {
    const lines = this.#ready;
    this.#ready = [];
    return lines;
  }

  #apply(token: Token): void {
    switch (token.kind) {
      case 'text':
        this.#write(token.text);
        return;
      case 'newline':
        this.#finish();
        this.#line.endLink();
        return;
      case 'control':
        return;
      default:
        this.#line.apply(token);
    }
  }

  /** As if each character came alone, but in pieces as long as the line has room for sure. */
  #write(text: string): void {
    let rest = text;
    while (rest !== '') {
      const room = MAX_LINE_CHARS - this.#line.units;
      const sure = fittingLength(rest, Math.floor((room - MAX_GAP) / MAX_GROWTH));
      const piece = sure > 0 ? rest.slice(0, sure) : String.fromCodePoint(rest.codePointAt(0) ?? 0);
      if (piece.length > room) this.#finish();
      this.#line.write(piece);
      rest = rest.slice(piece.length);
    }
  }

  #finish(): void {
    this.#ready.push(...linesOf(this.#line.runs()));
    this.#line.clear();
  }
}

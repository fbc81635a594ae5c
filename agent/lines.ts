import { assertNever } from '../src/lib/assertNever.ts';
import { EscapeReader, type Token } from './escapes.ts';
import { applySgr, PLAIN, RESET, type Style, transition } from './sgr.ts';

/** In UTF-16 units, escapes included. Longer lines are split: one event must fit one message. */
export const MAX_LINE_CHARS = 16_384;

/**
 * Turns the bytes that a process writes into lines for a log: valid text, tabs, and SGR colours
 * that begin and end within their line. A carriage return starts the line over, so a progress bar
 * is one line in its last state. One per stream; how the bytes are cut into chunks never matters.
 */
export class LineReader {
  readonly #decoder = new TextDecoder('utf-8');
  readonly #escapes = new EscapeReader();
  /** The line so far, rendered. */
  #line = '';
  /** Colours in force at the end of #line, and those that the next text will have. */
  #written: Style = PLAIN;
  #style: Style = PLAIN;
  /** After a carriage return the line stays until something is written over it. */
  #returned = false;
  #ready: string[] = [];

  /** The lines that `bytes` completes. */
  push(bytes: Uint8Array): string[] {
    return this.#take(this.#decoder.decode(bytes, { stream: true }));
  }

  /** What is left when the output has ended: the last line, if it has no newline. */
  end(): string[] {
    const lines = this.#take(this.#decoder.decode());
    if (this.#line !== '') lines.push(this.#finish());
    return lines;
  }

  #take(text: string): string[] {
    this.#escapes.read(text, (token) => this.#apply(token));
    const lines = this.#ready;
    this.#ready = [];
    return lines;
  }

  #apply(token: Token): void {
    switch (token.kind) {
      case 'text':
        if (this.#returned) this.#clear();
        this.#append(token.text);
        return;
      case 'newline':
        this.#ready.push(this.#finish());
        return;
      case 'return':
        this.#returned = true;
        return;
      case 'erase':
        if (this.#returned || token.extent === 'line') this.#clear();
        return;
      case 'sgr':
        this.#style = applySgr(this.#style, token.parameters);
        return;
      default:
        assertNever(token);
    }
  }

  #append(text: string): void {
    let rest = text;
    while (rest !== '') {
      const opening = transition(this.#written, this.#style);
      const room = MAX_LINE_CHARS - this.#line.length - opening.length;
      const cut = fittingLength(rest, room);
      // A line that has just begun takes a piece whatever its colours cost.
      if (cut === 0 && this.#line !== '') {
        this.#ready.push(this.#finish());
        continue;
      }
      this.#line += opening + rest.slice(0, cut);
      this.#written = this.#style;
      rest = rest.slice(cut);
    }
  }

  #finish(): string {
    const line = this.#written.size > 0 ? this.#line + RESET : this.#line;
    this.#clear();
    return line;
  }

  #clear(): void {
    this.#line = '';
    this.#written = PLAIN;
    this.#returned = false;
  }
}

/** How much of `text` fits into `room` units without cutting a character in two. */
function fittingLength(text: string, room: number): number {
  if (text.length <= room) return text.length;
  if (room <= 0) return 0;
  const last = text.charCodeAt(room - 1);
  return last >= 0xd800 && last <= 0xdbff ? room - 1 : room;
}

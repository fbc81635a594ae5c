/** What a stretch of terminal output means for a log line. */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'newline' }
  /** The cursor is at the start of the line again: what follows replaces it. */
  | { readonly kind: 'return' }
  /** The line is blank from the cursor on ('rest') or whole ('line'). */
  | { readonly kind: 'erase'; readonly extent: 'rest' | 'line' }
  | { readonly kind: 'sgr'; readonly parameters: string };

type State =
  | { readonly in: 'text' }
  | { readonly in: 'escape' }
  | { readonly in: 'csi' }
  /** OSC, DCS, SOS, PM, APC: everything up to their terminator. */
  | { readonly in: 'string'; readonly escaped: boolean };

/** Real sequences are far shorter; a longer one is noise and is dropped. */
const MAX_SEQUENCE_CHARS = 256;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for.
const SPECIAL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

/**
 * Reads terminal output and tells text from control. Unfinished sequences wait for the next call,
 * so how the output is cut into chunks never matters.
 */
export class EscapeReader {
  #state: State = { in: 'text' };
  #sequence = '';

  /** Calls `emit` for every token that `text` completes, in order. */
  read(text: string, emit: (token: Token) => void): void {
    let at = 0;
    while (at < text.length) {
      if (this.#state.in === 'text') {
        SPECIAL.lastIndex = at;
        const special = SPECIAL.exec(text)?.index ?? text.length;
        if (special > at) emit({ kind: 'text', text: text.slice(at, special) });
        at = special;
        if (at < text.length) this.#control(text.charAt(at++), emit);
      } else if (this.#continues(text.charAt(at), emit)) at++;
    }
  }

  #control(char: string, emit: (token: Token) => void): void {
    if (char === '\n') emit({ kind: 'newline' });
    else if (char === '\r') emit({ kind: 'return' });
    else if (char === '\u001b') this.#enter({ in: 'escape' });
    else if (char === '\u009b') this.#enter({ in: 'csi' });
    else if ('\u0090\u0098\u009d\u009e\u009f'.includes(char)) this.#enterString();
    // All other control characters are dropped.
  }

  /** Takes one character of a sequence; false if the sequence ends before it. */
  #continues(char: string, emit: (token: Token) => void): boolean {
    const state = this.#state;
    switch (state.in) {
      case 'text':
        return false;
      case 'escape':
        if (char === '[') this.#enter({ in: 'csi' });
        else if ('P]X^_'.includes(char)) this.#enterString();
        // ESC, intermediates (as in `ESC ( B`), one final character.
        else if (char < ' ' || char > '~') return this.#abort();
        else if (char > '/') this.#enter({ in: 'text' });
        return true;
      case 'csi':
        if (char < ' ' || char > '~') return this.#abort();
        if (char < '@') {
          if (this.#sequence.length <= MAX_SEQUENCE_CHARS) this.#sequence += char;
          return true;
        }
        if (this.#sequence.length <= MAX_SEQUENCE_CHARS) emitCsi(this.#sequence, char, emit);
        this.#enter({ in: 'text' });
        return true;
      case 'string':
        // A line end also ends it: an unclosed link must not swallow the rest of the log.
        if (char === '\n' || char === '\r') return this.#abort();
        if (char === '\u0007' || char === '\u009c' || (state.escaped && char === '\\')) {
          this.#enter({ in: 'text' });
        } else this.#state = { in: 'string', escaped: char === '\u001b' };
        return true;
    }
  }

  #enter(state: State): void {
    this.#state = state;
    this.#sequence = '';
  }

  #enterString(): void {
    this.#enter({ in: 'string', escaped: false });
  }

  #abort(): false {
    this.#enter({ in: 'text' });
    return false;
  }
}

function emitCsi(parameters: string, final: string, emit: (token: Token) => void): void {
  if (final === 'm') {
    if (/^[\d;:]*$/.test(parameters)) emit({ kind: 'sgr', parameters });
  } else if (final === 'G') {
    if (/^[01]?$/.test(parameters)) emit({ kind: 'return' });
  } else if (final === 'K') {
    if (parameters === '' || parameters === '0') emit({ kind: 'erase', extent: 'rest' });
    else if (parameters === '1' || parameters === '2') emit({ kind: 'erase', extent: 'line' });
  }
}

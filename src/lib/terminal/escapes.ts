import { webAddress } from './webAddress.ts';

/** From the cursor on, up to and with it, or all. */
export type EraseExtent = 'rest' | 'start' | 'line';

export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'newline' }
  /** From 0; a carriage return is column 0. */
  | { readonly kind: 'column'; readonly column: number }
  /** Negative is left. */
  | { readonly kind: 'move'; readonly columns: number }
  | { readonly kind: 'erase'; readonly extent: EraseExtent }
  | { readonly kind: 'sgr'; readonly parameters: string }
  /** For the text that follows; null ends a link. */
  | { readonly kind: 'link'; readonly target: string | null }
  /** Without meaning for a line. */
  | { readonly kind: 'control'; readonly char: string };

type Emit = (token: Token) => void;

type State =
  | { readonly in: 'text' }
  | { readonly in: 'escape' }
  | { readonly in: 'csi' }
  /** OSC, DCS, SOS, PM, APC up to the terminator; only an OSC is used. */
  | { readonly in: 'string'; readonly isOsc: boolean; readonly escaped: boolean };

/** A longer sequence is noise and dropped. */
const MAX_SEQUENCE_CHARS = 256;
/** Longer addresses fail elsewhere too. */
const MAX_OSC_CHARS = 2_400;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for.
const SPECIAL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

/**
 * Tokenises terminal output. Unfinished sequences wait for the next call, so chunking never
 * matters.
 */
export class EscapeReader {
  #state: State = { in: 'text' };
  #sequence = '';

  /** In order. */
  read(text: string, emit: Emit): void {
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

  #control(char: string, emit: Emit): void {
    if (char === '\n') emit({ kind: 'newline' });
    else if (char === '\r') emit({ kind: 'column', column: 0 });
    else if (char === '\b') emit({ kind: 'move', columns: -1 });
    else if (char === '\u001b') this.#enter({ in: 'escape' });
    else if (char === '\u009b') this.#enter({ in: 'csi' });
    else if (char === '\u009d') this.#enterString(true);
    else if ('\u0090\u0098\u009e\u009f'.includes(char)) this.#enterString(false);
    else emit({ kind: 'control', char });
  }

  /** False if the sequence ends before this character. */
  #continues(char: string, emit: Emit): boolean {
    const state = this.#state;
    switch (state.in) {
      case 'text':
        return false;
      case 'escape':
        if (char === '[') this.#enter({ in: 'csi' });
        else if ('P]X^_'.includes(char)) this.#enterString(char === ']');
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
        if (state.escaped && char !== '\\') {
          // Another sequence begins: this one was unfinished.
          this.#enter({ in: 'escape' });
          return false;
        }
        // A line end too: an unclosed link must not swallow the log.
        if (char === '\n' || char === '\r') return this.#abort();
        if (char === '\u001b') this.#state = { ...state, escaped: true };
        else if (char === '\u0007' || char === '\u009c' || state.escaped) {
          if (state.isOsc) emitOsc(this.#sequence, emit);
          this.#enter({ in: 'text' });
        } else if (state.isOsc && this.#sequence.length <= MAX_OSC_CHARS) this.#sequence += char;
        return true;
    }
  }

  #enter(state: State): void {
    this.#state = state;
    this.#sequence = '';
  }

  #enterString(isOsc: boolean): void {
    this.#enter({ in: 'string', isOsc, escaped: false });
  }

  #abort(): false {
    this.#enter({ in: 'text' });
    return false;
  }
}

const ERASES: Readonly<Record<string, EraseExtent>> = {
  K: 'rest',
  '0K': 'rest',
  '1K': 'start',
  '2K': 'line',
  // A line knows nothing of the rows above and below.
  J: 'rest',
  '0J': 'rest',
};

function emitCsi(parameters: string, final: string, emit: Emit): void {
  if (final === 'm') {
    if (/^[\d;:]*$/.test(parameters)) emit({ kind: 'sgr', parameters });
    return;
  }
  const extent = ERASES[parameters + final];
  if (extent !== undefined) emit({ kind: 'erase', extent });
  if (!/^\d*$/.test(parameters)) return;
  const count = Math.max(1, Number(parameters));
  if (final === 'G') emit({ kind: 'column', column: count - 1 });
  else if (final === 'C') emit({ kind: 'move', columns: count });
  else if (final === 'D') emit({ kind: 'move', columns: -count });
}

/** `8 ; parameters ; address` begins a link; without an address it ends one. */
function emitOsc(content: string, emit: Emit): void {
  const link = /^8;[^;]*;(.*)$/s.exec(content);
  if (link === null) return;
  const isTooLong = content.length > MAX_OSC_CHARS;
  emit({ kind: 'link', target: isTooLong ? null : webAddress(link[1] ?? '') });
}

/**
 * Styles in force: `fg` → '38;5;208', `bold` → '1'. Only what differs from plain, so that equal
 * styles render alike.
 */
export type Style = ReadonlyMap<string, string>;

export const PLAIN: Style = new Map();

/** In the order in which they are written. */
export const STYLE_NAMES = [
  'bold',
  'dim',
  'italic',
  'underline',
  'blink',
  'inverse',
  'hidden',
  'strike',
  'overline',
  'fg',
  'bg',
  'underlineColour',
] as const;

/** 21 is a double underline (on some terminals: bold off). */
const SETS: Readonly<Record<number, string>> = {
  1: 'bold',
  2: 'dim',
  3: 'italic',
  4: 'underline',
  5: 'blink',
  6: 'blink',
  7: 'inverse',
  8: 'hidden',
  9: 'strike',
  21: 'underline',
  53: 'overline',
};

/** What each number switches off. */
const CLEARS: Readonly<Record<number, readonly string[]>> = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  25: ['blink'],
  27: ['inverse'],
  28: ['hidden'],
  29: ['strike'],
  39: ['fg'],
  49: ['bg'],
  55: ['overline'],
  59: ['underlineColour'],
};

const EXTENDED: Readonly<Record<number, string>> = { 38: 'fg', 48: 'bg', 58: 'underlineColour' };

/** By kind: '5' is the palette, '2' is red, green, blue. */
const COLOUR_LENGTHS: Readonly<Record<string, number>> = { '5': 2, '2': 4 };

/** A program uses few styles, in every line: equal ones are one object, and not made again. */
const MAX_STYLES = 1_000;
const styles = new Map<string, Style>();
const changes = new Map<Style, Map<string, Style>>();
let known = 0;

/**
 * The style after `ESC [ parameters m`. Unknown numbers and incomplete colours are dropped: they
 * must not show as text or as another colour.
 */
export function applySgr(style: Style, parameters: string): Style {
  const found = changes.get(style)?.get(parameters);
  if (found !== undefined) return found;
  if (known >= MAX_STYLES) {
    styles.clear();
    changes.clear();
    known = 0;
  }
  known += 1;
  const next = shared(changed(style, parameters));
  const ofStyle = changes.get(style) ?? new Map<string, Style>();
  changes.set(style, ofStyle.set(parameters, next));
  return next;
}

function shared(style: Style): Style {
  if (style.size === 0) return PLAIN;
  const key = STYLE_NAMES.map((name) => style.get(name) ?? '').join('|');
  const same = styles.get(key) ?? style;
  styles.set(key, same);
  return same;
}

function changed(style: Style, parameters: string): Style {
  const next = new Map(style);
  const groups = parameters.split(';');
  for (let index = 0; index < groups.length; index++) {
    const group = groups[index] ?? '';
    const [head = '', ...subs] = group.split(':');
    const code = Number(head);
    const slot = EXTENDED[code];
    if (slot !== undefined) {
      const colour = subs.length > 0 ? colonColour(subs) : groups.slice(index + 1);
      const values = colour.slice(0, COLOUR_LENGTHS[colour[0] ?? ''] ?? 0);
      if (values.length === COLOUR_LENGTHS[values[0] ?? ''] && values.slice(1).every(isByte)) {
        next.set(slot, [code, ...values].join(';'));
      }
      // An unknown kind hides where its parts end.
      if (subs.length === 0) index += values.length || groups.length;
    } else if (code === 0) next.clear();
    else if (code === 4 && subs[0] === '0') next.delete('underline');
    else if (SETS[code] !== undefined) next.set(SETS[code], String(code));
    else if (CLEARS[code] !== undefined) for (const name of CLEARS[code]) next.delete(name);
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) next.set('fg', String(code));
    else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107))
      next.set('bg', String(code));
  }
  return next;
}

export function sameStyle(a: Style, b: Style): boolean {
  if (a === b) return true;
  return a.size === b.size && [...a].every(([name, code]) => b.get(name) === code);
}

/** '2::r:g:b' and '2:r:g:b' are both in use; the empty part is a colour space. */
function colonColour(subs: readonly string[]): readonly string[] {
  return subs[0] === '2' ? ['2', ...subs.slice(-3)] : subs;
}

function isByte(text: string): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= 255;
}

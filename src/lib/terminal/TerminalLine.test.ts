import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EscapeReader } from './escapes.ts';
import { TerminalLine } from './TerminalLine.ts';

const E = '\u001b[';

function runsOf(output: string) {
  const line = new TerminalLine();
  new EscapeReader().read(output, (token) => {
    if (token.kind !== 'newline' && token.kind !== 'control') line.apply(token);
  });
  return line.runs();
}

const shown = (output: string) =>
  runsOf(output)
    .map(({ text }) => text)
    .join('');

describe('what is written over is gone', () => {
  test.each<[string, string, string]>([
    ['from the start of the line', 'abcdef\rXY', 'XYcdef'],
    ['not by the return alone', 'abcdef\r', 'abcdef'],
    ['one column back', 'abc\bX', 'abX'],
    ['no further back than the start', 'a\b\b\bXY', 'XY'],
    ['to the end of the line', `abcdef\r${E}KXY`, 'XY'],
    ['to the end, from the middle', `abcdef\rab${E}0K`, 'ab'],
    ['up to the cursor', `abcdef\rab${E}1KX`, '  Xdef'],
    ['all of the line', `abcdef${E}2KX`, '      X'],
    ['all of the line, from its start', `abcdef\r${E}2KX`, 'X'],
    ['nothing behind the end', `abc${E}K${E}J`, 'abc'],
    ['with the rest of the screen', `abc\r${E}JX`, 'X'],
    ['at a column', `abcdef${E}3GX`, 'abXdef'],
    ['a few columns to the left or right', `abcdef${E}4DX${E}C${E}1CY`, 'abXdeY'],
    ['at a column behind the end', `a${E}5GX`, 'a   X'],
    ['by blanks, which are no text at the end', 'working\r       \rok', 'ok'],
    ['by a tab, which only moves on', 'abcdefghij\r\tX', 'abcdefghXj'],
    ['and a tab at the end stays one', 'a\tb\rX', 'X\tb'],
    ['or falls into blanks', 'a\tb\rXYZ', 'XYZ     b'],
    ['in two columns', 'abcdef\r日X', '日Xdef'],
    ['and half a wide character is a blank', '日本\rX', 'X 本'],
    ['from both sides', '日本\r X', ' X本'],
    ['with its marks', 'e\u0301a\rX', 'Xa'],
    ['and marks join what stands there', 'ab\r\u0301c\u0301', '\u0301c\u0301b'],
    ['and emojis are wide', '🚀 go\rab', 'ab go'],
  ])('%s', (_, output, text) => {
    expect(shown(output)).toBe(text);
  });
});

test('colours hold until they are changed, and each character keeps its own', () => {
  const [first, second, ...more] = runsOf(`${E}31mabc\r${E}1mX`);
  expect(first).toMatchObject({ text: 'X' });
  expect([...(first?.look.style ?? [])]).toEqual([
    ['fg', '31'],
    ['bold', '1'],
  ]);
  expect(second).toMatchObject({ text: 'bc' });
  expect([...(second?.look.style ?? [])]).toEqual([['fg', '31']]);
  expect(more).toEqual([]);
});

test('blanks that can be seen stay', () => {
  expect(shown(`a\r${E}41m   `)).toBe('   ');
  expect(shown(`abc\r${E}31m   `)).toBe('');
});

test('no gap is wider than a screen', () => {
  expect(shown(`${E}999999999Gx`)).toBe(`${' '.repeat(256)}x`);
  expect(shown(`${E}300C${E}300C${E}99999999999999999999Cx`)).toBe(`${' '.repeat(256)}x`);
});

describe('the work grows with the length of what is written, and no faster', () => {
  const text = 'x'.repeat(500_000);
  const blanks = (count: number) => ' '.repeat(count);
  test.each<[string, string, string]>([
    ['returns', `${'ab\r'.repeat(350_000)}c`, 'cb'],
    ['blanking the start of a long line', text + `${E}1K`.repeat(120_000), ''],
    ['blanking all of it', text + `${E}2Ky`.repeat(100_000), `${blanks(599_999)}y`],
    [
      'jumping to its end',
      text + `\r${E}1K${E}500000G${E}1K`.repeat(40_000),
      blanks(257) + text.slice(257),
    ],
    ['gaps', `\r${E}K${E}256Cx`.repeat(80_000), `${blanks(256)}x`],
    ['marks', 'a\r\u0301'.repeat(300_000), `${'\u0301'.repeat(300_000)}a`],
    ['backspaces', 'a\b'.repeat(500_000), 'a'],
  ])('%s', { timeout: 60_000 }, (_, output, want) => {
    const found = shown(output);
    // Not compared as values: a difference of a megabyte can't be read.
    expect(found === want).toBe(true);
  });
});

/** A terminal as simple as can be: one array of cells, walked for everything. */
function naive(output: readonly string[]): { chars: string; colours: string } {
  const width = 10_000;
  const cells = Array.from({ length: width }, () => ({ char: ' ', colour: '-' }));
  const blank = (from: number, to: number) => {
    for (let i = from; i < to; i++) cells[i] = { char: ' ', colour: '-' };
  };
  let at = 0;
  let colour = '-';
  let used = 0;
  const to = (column: number) => {
    at = Math.max(0, Math.min(column, Math.max(used, 256)));
  };
  for (const part of output) {
    if (part === '\r') to(0);
    else if (part === '\b') to(at - 1);
    else if (part === `${E}3D`) to(at - 3);
    else if (part === `${E}2C`) to(at + 2);
    else if (part === `${E}5G`) to(4);
    else if (part === `${E}K`) {
      blank(at, width);
      used = Math.min(used, at);
    } else if (part === `${E}1K`) blank(0, at + 1);
    else if (part === `${E}2K`) {
      blank(0, width);
      used = Math.min(used, at);
    } else if (part === `${E}31m`) colour = 'r';
    else if (part === `${E}m`) colour = '-';
    else {
      for (const char of part) {
        cells[at] = { char, colour };
        at++;
        used = Math.max(used, at);
      }
    }
  }
  const chars = cells.map(({ char }) => char).join('');
  const colours = cells.map((cell) => (cell.char === ' ' ? ' ' : cell.colour)).join('');
  return { chars: chars.trimEnd(), colours: colours.trimEnd() };
}

test('it shows what a terminal shows, whatever is written', () => {
  const sequences = ['\r', '\b', 'K', '1K', '2K', '3D', '2C', '5G', '31m', 'm'];
  const part = fc.oneof(
    fc.constantFrom(...sequences.map((s) => (s.length > 1 || s > ' ' ? `${E}${s}` : s))),
    fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'X', 'Y', ' '), minLength: 1, maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const runs = runsOf(parts.join(''));
      const text = runs.map((run) => run.text).join('');
      const colours = runs.map((run) =>
        run.text.replaceAll(/[^ ]/g, run.look.style.has('fg') ? 'r' : '-'),
      );
      const want = naive(parts);
      expect(text.trimEnd()).toBe(want.chars);
      expect(colours.join('').trimEnd()).toBe(want.colours);
    }),
    { numRuns: 1_000 },
  );
});

test('nothing makes it throw, lose count of its length or show a control character', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 10 }),
    fc.constantFrom('\r', '\b', '\t', '日', '\u0301', '🚀', `${E}K`, `${E}1K`, `${E}2K`, `${E}3D`),
    fc.constantFrom(`${E}9C`, `${E}5G`, '\u001b]8;;http://a\u0007', '\u001b]8;;', '\u009b', 'abc'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const line = new TerminalLine();
      new EscapeReader().read(parts.join(''), (token) => {
        if (token.kind !== 'newline' && token.kind !== 'control') line.apply(token);
      });
      const text = line
        .runs()
        .map((run) => run.text)
        .join('');
      expect(text).not.toMatch(/[\0-\u0008\n-\u001f\u007f-\u009f]/);
      expect(line.units).toBeGreaterThanOrEqual(text.length);
      expect(text.isWellFormed() || !parts.join('').isWellFormed()).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineReader } from './lines.ts';
import { MAX_LINE_CHARS } from './lineText.ts';

const encode = (text: string) => new TextEncoder().encode(text);

function read(...chunks: (string | Uint8Array)[]): string[] {
  const reader = new LineReader();
  const lines = chunks.flatMap((chunk) =>
    reader.push(typeof chunk === 'string' ? encode(chunk) : chunk),
  );
  return [...lines, ...reader.end()];
}

describe('lines', () => {
  test.each<[string, string, string[]]>([
    ['lines end at newlines', 'a\nb\n', ['a', 'b']],
    ['a last line without a newline is delivered at the end', 'a\nb', ['a', 'b']],
    ['nothing is nothing', '', []],
    ['empty lines are lines', 'a\n\n\nb\n', ['a', '', '', 'b']],
    ['Windows line ends', 'a\r\nb\r\r\n', ['a', 'b']],
    ['tabs stay', '\ta\tb\n', ['\ta\tb']],
    ['control characters go', 'a\0b\u0007cd\u007fe\u0085f\n', ['abcdef']],
    ['a progress bar is its last state', '10%\r50%\r100%\n', ['100%']],
    ['what was not written over stays', 'abcdef\rXY\n12\b3\n', ['XYcdef', '13']],
    ['blanks that wipe something out are no text', 'working\r       \rok\n', ['ok']],
    ['what was erased is gone', 'working\r\u001b[Kdone\nx\r\u001b[2K\n', ['done', '']],
    ['cursor to column 1 is a return', 'a\u001b[1Gb\u001b[G\u001b[0Kc\n', ['c']],
    ['a return at the very end keeps the line', 'abc\r', ['abc']],
  ])('%s', (_, text, lines) => {
    expect(read(text)).toEqual(lines);
  });

  test('characters cut in two by chunks are whole again', () => {
    const bytes = encode('grün 😀\n');
    expect(read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(['grün 😀']);
  });

  test('invalid bytes become replacement characters', () => {
    expect(read(Uint8Array.of(0x61, 0xff, 0x62, 0x0a, 0xc3))).toEqual(['a\ufffdb', '\ufffd']);
  });

  test('a bar that is drawn a thousand times over is published once', () => {
    const bar = (n: number) => `\u001b[32m${'#'.repeat(n % 50)}\u001b[0m ${n}`;
    const states = Array.from({ length: 1_000 }, (_, n) => bar(n));
    expect(read(`${states.join('\r\u001b[K')}\n`)).toEqual([bar(999)]);
    const chunks = states.map((state) => `\r${state}\u001b[K`);
    expect(read(...chunks, '\n')).toEqual([bar(999)]);
  });

  test('a long line is split, no character is lost or cut in two', () => {
    const text = '😀'.repeat(MAX_LINE_CHARS);
    const lines = read(`x${text}\nnext\n`);
    expect(lines.length).toBe(4);
    expect(lines.slice(0, 3).join('')).toBe(`x${text}`);
    expect(lines.every((line) => line.length <= MAX_LINE_CHARS && line.isWellFormed())).toBe(true);
    expect(read(`${'y'.repeat(MAX_LINE_CHARS)}\n`)).toHaveLength(1);
  });
});

describe('escapes', () => {
  test.each<[string, string, string[]]>([
    ['cursor movements go', '\u001b[2Aa\u001b[10;3Hb\u001b[?25lc\u001b7\u001b(B\n', ['abc']],
    [
      'web links stay',
      '\u001b]8;id=1;https://x.io\u0007text\u001b]8;;\u0007!\n',
      ['\u001b]8;;https://x.io/\u001b\\text\u001b]8;;\u001b\\!'],
    ],
    [
      'other links keep their text',
      '\u001b]8;;javascript:alert(1)\u001b\\text\u001b]8;;\u001b\\\n\u001b]8;;file:///a\u0007b\n',
      ['text', 'b'],
    ],
    [
      'a link that nobody closes ends with its line',
      '\u001b]8;;http://a/\u0007b\nc\n',
      ['\u001b]8;;http://a/\u001b\\b\u001b]8;;\u001b\\', 'c'],
    ],
    ['titles go', '\u001b]0;title\u0007a\n', ['a']],
    ['an unclosed link ends with its line', '\u001b]8;;https://x.io\nnext\n', ['', 'next']],
    ['device strings go', '\u001bPq#0\u001b\\a\u001b_x\u001b\\b\n', ['ab']],
    ['a lone escape goes', 'a\u001b\nb\u001b', ['a', 'b']],
    ['8-bit controls too', 'a\u009b31mb\u009d0;t\u009cc\n', ['a\u001b[31mbc\u001b[0m']],
  ])('%s', (_, text, lines) => {
    expect(read(text)).toEqual(lines);
  });
});

describe('the unfinished line', () => {
  const unfinished = (...chunks: string[]) => {
    const reader = new LineReader();
    for (const chunk of chunks) reader.push(encode(chunk));
    return reader.unfinished();
  };

  test.each<[string, string[], string]>([
    ['is nothing before anything is written', [], ''],
    ['is nothing after a newline', ['a\n'], ''],
    ['is what stands after the last newline', ['a\nprompt> '], 'prompt> '],
    ['is what a bar shows now', ['working 1 %\rworking 50 %'], 'working 50 %'],
    ['is empty when it was erased', ['working\r\u001b[K'], ''],
    ['is empty when it was wiped out', ['work\r    \r'], ''],
    ['has no half of a sequence', ['\u001b[31mred\u001b[3'], '\u001b[31mred\u001b[0m'],
  ])('%s', (_, chunks, text) => {
    expect(unfinished(...chunks)).toBe(text);
  });

  test('has no half of a character, and reading it changes nothing', () => {
    const reader = new LineReader();
    reader.push(Uint8Array.of(0x61, 0xc3));
    expect(reader.unfinished()).toBe('a');
    expect(reader.push(Uint8Array.of(0xbc, 0x0a))).toEqual(['aü']);
    expect(reader.unfinished()).toBe('');
  });

  test('is no longer than a line', () => {
    const text = unfinished('\u001b[31mx\u001b[32my'.repeat(MAX_LINE_CHARS));
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThanOrEqual(MAX_LINE_CHARS + 11);
  });
});

describe('colours', () => {
  const red = '\u001b[31m';
  const reset = '\u001b[0m';
  test.each<[string, string, string[]]>([
    ['end with their line', `${red}a${reset}\nb\n`, [`${red}a${reset}`, 'b']],
    [
      'go on in the next line',
      `${red}a\n\nb${reset}c\n`,
      [`${red}a${reset}`, '', `${red}b${reset}c`],
    ],
    ['without text leave nothing', `${red}${reset}\na\u001b[39m\n`, ['', 'a']],
    [
      'are switched off one by one',
      '\u001b[1;31ma\u001b[22mb\u001b[39mc\n',
      ['\u001b[1;31ma\u001b[0;31mb\u001b[0mc'],
    ],
    [
      'from the palette, in both notations',
      '\u001b[38;5;208ma\u001b[48:2::1:2:3mb\u001b[48:5:7mc\n',
      ['\u001b[38;5;208ma\u001b[48;2;1;2;3mb\u001b[48;5;7mc\u001b[0m'],
    ],
    ['that are cut short are left out', '\u001b[38;5ma\u001b[38;2;1;999;3mb\n', ['ab']],
    ['of an unknown kind too', '\u001b[10;200;1ma\u001b[>4;2mb\n', ['\u001b[1mab\u001b[0m']],
    ['outlive what a return overwrites', `${red}10%\r100%${reset}\n`, [`${red}100%${reset}`]],
    ['curly underline off', '\u001b[4:3ma\u001b[4:0mb\n', ['\u001b[4ma\u001b[0mb']],
  ])('%s', (_, text, lines) => {
    expect(read(text)).toEqual(lines);
  });
});

const pieces = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '\n',
    '\r',
    '\r\n',
    '\t',
    '😀',
    'ü',
    '\u001b',
    '\u001b[',
    '\u009b',
    '\u001b]8;;u',
  ),
  fc.constantFrom(
    '\u001b[31m',
    '\u001b[0m',
    '\u001b[1;4m',
    '\u001b[38;5;9m',
    '\u001b[K',
    '\u001b[2K',
  ),
  fc.constantFrom('\b', '\u001b[1K', '\u001b[3C', '\u001b[2D', '日', '\u0301', '\u001b[1;32m'),
  fc.constantFrom('\u001b]8;;http://a/\u0007', '\u001b]8;;\u0007', '\u001b]8;;https://b/c\u001b\\'),
  fc.constantFrom('\u001b[G', '\u0007', '\u001b\\', 'word'),
  fc.nat({ max: 20_000 }).map((length) => 'z'.repeat(length)),
);
const output = fc.oneof(
  fc.array(pieces, { maxLength: 30 }).map((parts) => encode(parts.join(''))),
  fc.uint8Array({ maxLength: 200 }),
);

describe('for any output', () => {
  test('how it is cut into chunks makes no difference', () => {
    fc.assert(
      fc.property(output, fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
        const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
        const sorted = at.toSorted((a, b) => a - b);
        const chunks = sorted.map((start, index) => bytes.subarray(start, sorted[index + 1]));
        expect(read(...chunks)).toEqual(read(bytes));
        const start = bytes.subarray(0, 300);
        expect(read(...Array.from(start, (byte) => Uint8Array.of(byte)))).toEqual(read(start));
      }),
      { numRuns: 500 },
    );
  });

  test('lines hold nothing but text, tabs, colours and links, and end plain', () => {
    fc.assert(
      fc.property(output, (bytes) => {
        for (const line of read(bytes)) {
          const sequences = /\u001b\[[\d;]+m|\u001b\]8;;(?:https?:[!-~]+)?\u001b\\/g;
          // oxlint-disable-next-line no-control-regex -- none may be left.
          expect(line.replaceAll(sequences, '')).not.toMatch(/[\0-\u0008\n-\u001f\u007f-\u009f]/);
          const found = line.match(sequences) ?? [];
          const colours = found.filter((sequence) => sequence.endsWith('m'));
          const links = found.filter((sequence) => sequence.endsWith('\\'));
          expect(colours.at(-1) ?? '\u001b[0m').toBe('\u001b[0m');
          expect(links.at(-1) ?? '\u001b]8;;\u001b\\').toBe('\u001b]8;;\u001b\\');
          expect(line.length).toBeLessThanOrEqual(MAX_LINE_CHARS + 11);
          // A clean line is left as it is.
          expect(read(`${line}\n`)).toEqual([line]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

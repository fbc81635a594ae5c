import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { MAX_SHOWN, parseAround, parseLine } from './ansi.ts';
import { plainText } from './controls.ts';
import { splitLinks } from './links.ts';
import { terminalRuns } from './terminalRuns.ts';
import { markMatches } from '../log/search/highlight.ts';

vi.mock(import('./terminalRuns.ts'), { spy: true });

const E = '\x1b[';
const segments = (message: string) => parseLine(message).segments;
const shown = (message: string) =>
  segments(message)
    .map((s) => s.text)
    .join('');

describe('colours', () => {
  test.each([
    ['palette', `${E}31mno${E}0m`, { fg: 1 }],
    ['bright', `${E}92mok${E}0m`, { fg: 10 }],
    ['background', `${E}30;43mok`, { fg: 0, bg: 3 }],
    ['256 colours, low', `${E}38;5;9mx`, { fg: 9 }],
    ['256 colours, cube', `${E}38;5;208mx`, { fg: '255, 135, 0' }],
    ['256 colours, grey', `${E}48;5;240mx`, { bg: '88, 88, 88' }],
    ['truecolour', `${E}38;2;1;2;3mx`, { fg: '1, 2, 3' }],
    ['256 colours, with colons', `${E}38:5:208mx`, { fg: '255, 135, 0' }],
    ['truecolour, with colons', `${E}38:2::255:100:0mx`, { fg: '255, 100, 0' }],
    ['curly underline', `${E}4:3mx`, { underline: true }],
    ['decorations', `${E}1;2;3;4;9mx`, { bold: true, dim: true, italic: true, underline: true }],
    ['inverse keeps its colour', `${E}7;31mx`, { inverse: true, fg: 1 }],
    ['inverse alone has none', `${E}7mx`, { inverse: true }],
    ['hidden text is shown', `${E}8msecret`, { dim: true, text: 'secret' }],
  ])('%s', (_, message, want) => {
    expect(segments(message)[0]).toMatchObject(want);
  });

  test('end where they are reset', () => {
    expect(segments(`a${E}1;32mb${E}22mc${E}39md`)).toEqual([
      { text: 'a' },
      { text: 'b', fg: 2, bold: true },
      { text: 'c', fg: 2 },
      { text: 'd' },
    ]);
  });

  test('do not leak into the next line', () => {
    segments(`${E}31mred and never reset`);
    expect(segments('plain')).toEqual([{ text: 'plain' }]);
  });
});

describe('hostile text', () => {
  test('markup stays text', () => {
    const html = '<img src=x onerror="alert(1)">&lt;b&gt;';
    expect(segments(html)).toEqual([{ text: html }]);
    expect(segments(`${E}31m${html}`)).toEqual([{ text: html, fg: 1 }]);
  });

  test('only http and https become links', () => {
    const hrefs = (message: string) => segments(message).flatMap((s) => s.href ?? []);
    expect(hrefs('see https://a.example/b?c=d#e.')).toEqual(['https://a.example/b?c=d#e']);
    expect(hrefs('(http://localhost:4173/)')).toEqual(['http://localhost:4173/']);
    expect(hrefs('http://a.example/w_(x), next')).toEqual(['http://a.example/w_(x)']);
    for (const other of [
      'javascript:alert(1)',
      'javascript://a.example/%0aalert(1)',
      'data:text/html,<script>',
      'file:///etc/passwd',
      'vbscript:x',
      'http://',
    ]) {
      expect(hrefs(other)).toEqual([]);
      expect(shown(other)).toBe(other);
    }
  });

  test('an OSC 8 link leads to web addresses only, and its text stays whatever becomes of it', () => {
    const link = (target: string, end = '\x1b\\') =>
      `see \x1b]8;id=1;${target}${end}here\x1b]8;;${end} now`;
    const href = 'https://a.example/b?c;d';
    const linked = [{ text: 'see ' }, { text: 'here', href }, { text: ' now' }];
    expect(segments(link(href))).toEqual(linked);
    expect(segments(link(href, '\x07'))).toEqual(linked);
    for (const target of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      ' javascript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'file:///etc/passwd',
      '//a.example',
      '/projects',
      'https://',
      `https://a.example/${'x'.repeat(3_000)}`,
    ]) {
      expect(segments(link(target))).toEqual([{ text: 'see here now' }]);
    }
    expect(shown('\x1b]0;title\x07text')).toBe('text');
  });

  test('a link keeps its own target and its colours, whatever address its text shows', () => {
    const message = `\x1b]8;;https://evil.example/\x07${E}32mhttps://good.example${E}0m\x1b]8;;\x07`;
    expect(segments(message)).toEqual([
      { text: 'https://good.example', href: 'https://evil.example/', fg: 2 },
    ]);
  });

  test('cursor and erase sequences leave nothing', () => {
    expect(shown(`${E}2K${E}1G${E}?25lvisible${E}K`)).toBe('visible');
    expect(shown('\x1b7a\x1b(Bb\x1b8')).toBe('ab');
  });

  test.each([
    ['a redrawn line shows its last state', '10%\r50%\r100%', '100%'],
    ['what was not written over stays', 'abcdef\rXY', 'XYcdef'],
    ['what was erased does not', `abc\r${E}KXY`, 'XY'],
    ['a return at the end changes nothing', 'done\r', 'done'],
    ['nor does one at a line end', 'one\r\ntwo', 'one␊two'],
  ])('%s', (_, message, text) => {
    expect(shown(message)).toBe(text);
  });

  test('colours set before a return hold after it', () => {
    expect(segments(`${E}31mold\rne`)).toEqual([{ text: 'ned', fg: 1 }]);
    expect(segments(`${E}31mold\r${E}32mne`)).toEqual([
      { text: 'ne', fg: 2 },
      { text: 'd', fg: 1 },
    ]);
  });

  test('control and direction characters can be seen', () => {
    expect(segments('a\x00b\x07\u202ec')).toEqual([
      { text: 'a' },
      { text: '␀', control: true },
      { text: 'b' },
      { text: '␇', control: true },
      { text: '<U+202E>', control: true },
      { text: 'c' },
    ]);
    expect(shown('tabs\tstay')).toBe('tabs\tstay');
  });

  test('no text is invented, and none that reorders gets through', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '\x1b[',
        '\x1b]8;;',
        '\x1b]8;;http://a\x07',
        '\x1b\\',
        'm',
        '38;5;',
        '1K',
        '2D',
        '\r',
        '\n',
        '\b',
        '\u202e',
        'http://',
        '\x9b',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const message = pieces.join('');
        // That is what must not be there
        const forbidden = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;
        expect(shown(message)).not.toMatch(forbidden);
        expect(plainText(message)).not.toMatch(forbidden);
        const visible = segments(message).filter((s) => !s.control);
        expect(visible.map((s) => s.text).join('')).toBe(plainText(message));
      }),
    );
  });
});

describe('long lines', () => {
  test('one of a megabyte is cut before it is parsed', () => {
    const parsed = parseLine(`${E}31m${'x'.repeat(1_048_576)}`);
    const [read] = vi.mocked(terminalRuns).mock.lastCall ?? [];
    expect(read).toHaveLength(MAX_SHOWN);
    expect(parsed.isCut).toBe(true);
    expect(parsed.columns).toBeLessThanOrEqual(MAX_SHOWN);
  });

  test('one that redraws itself for a megabyte shows its end', () => {
    const parsed = parseLine(`${'10%\r'.repeat(262_144)}100%`);
    expect(parsed).toEqual({
      segments: [{ text: '100%' }],
      columns: 4,
      from: 0,
      to: 4,
      isCut: false,
    });
    const wide = parseLine(`a\r${'x'.repeat(1_048_576)}`);
    expect(wide.isCut).toBe(true);
    expect(wide.columns).toBe(MAX_SHOWN);
  });

  test('the cut does not leave half an escape', () => {
    const text = 'x'.repeat(MAX_SHOWN - 3);
    expect(shown(`${text}${E}31mred`)).toBe(text);
    expect(shown(`${text}\x1b]8;;https://a.example\x07link`)).toBe(text);
  });

  // A megabyte, a hundred times what a line may have: in quadratic time these would run into the
  // test's limit.
  test('escapes and addresses are read in linear time', () => {
    expect(terminalRuns(`${E}31ma${E}0m`.repeat(100_000))).toHaveLength(1);
    expect(terminalRuns('\x1b]8;;'.repeat(200_000))).toEqual([]);
    expect(terminalRuns('\x1b]8;;http://a\x07a'.repeat(100_000))).toHaveLength(1);
    expect(splitLinks('http://'.repeat(140_000))).toHaveLength(1);
    expect(splitLinks('(http://a/)))))'.repeat(60_000))).toHaveLength(3);
    expect(splitLinks(`http://a/${')'.repeat(1_000_000)}`)).toHaveLength(2);
  });
});

test('plain text has no colours, so a copy can be pasted anywhere', () => {
  expect(plainText(`${E}1;32m✓${E}0m passed \x1b]8;;http://a\x07here\x1b]8;;\x07`)).toBe(
    '✓ passed here',
  );
});

describe('a part further on in a line that is cut', () => {
  /** Longer than what is shown at once, some of it in colour, with what takes no place. */
  const long = fc
    .array(fc.constantFrom('word ', '😀', `${E}31m`, `${E}0m`, '\x00', 'needle', 'wide 漢字 '), {
      minLength: 2,
      maxLength: 12,
    })
    .map((parts) => parts.join('').repeat(4_000));

  test('holds the place, and says which part it is', () => {
    fc.assert(
      fc.property(long, fc.double({ min: 0, max: 1, noNaN: true }), (message, where) => {
        const plain = plainText(message);
        fc.pre(plain !== '');
        const at = Math.min(plain.length - 1, Math.floor(where * plain.length));
        const part = parseAround(message, at);
        expect(part.from).toBeLessThanOrEqual(at);
        expect(part.to).toBeGreaterThan(at);
        expect(part.to - part.from).toBeLessThanOrEqual(MAX_SHOWN);
        const text = part.segments.map((s) => (s.control ? '' : s.text)).join('');
        expect(text).toBe(plain.slice(part.from, part.to));
        expect(text.isWellFormed()).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('has its matches where they are', () => {
    const message = `${E}32m${'x'.repeat(30_000)}${E}0mneedle${'y'.repeat(30_000)}`;
    const part = parseAround(message, 30_000);
    const marked = markMatches(part.segments, [30_000, 30_006], part.from);
    expect(marked.filter((s) => s.found).map((s) => s.text)).toEqual(['needle']);
    expect(part).toMatchObject({ isCut: true });
    expect(parseAround(message, 10)).toBe(parseLine(message));
  });
});

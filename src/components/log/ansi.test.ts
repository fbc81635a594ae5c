import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_SHOWN, parseLine } from './ansi.ts';
import { plainText } from './controls.ts';

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

  test('an OSC 8 link shows its text and goes nowhere', () => {
    expect(segments('\x1b]8;;javascript:alert(1)\x1b\\here\x1b]8;;\x1b\\ now')).toEqual([
      { text: 'here now' },
    ]);
    expect(shown('\x1b]0;title\x07text')).toBe('text');
  });

  test('cursor and erase sequences leave nothing', () => {
    expect(shown(`${E}2K${E}1G${E}?25lvisible${E}K`)).toBe('visible');
    expect(shown('\x1b7a\x1b(Bb\x1b8')).toBe('ab');
  });

  test('a redrawn line shows its last state', () => {
    expect(shown('10%\r50%\r100%')).toBe('100%');
    expect(shown('done\r')).toBe('done');
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
        '\x1b\\',
        'm',
        '38;5;',
        '\r',
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
    const huge = `${E}31m${'x'.repeat(1_048_576)}`;
    const began = performance.now();
    const parsed = parseLine(huge);
    expect(performance.now() - began).toBeLessThan(200);
    expect(parsed.cut).toBe(true);
    expect(parsed.columns).toBeLessThanOrEqual(MAX_SHOWN);
  });

  test('the cut does not leave half an escape', () => {
    const message = `${'x'.repeat(MAX_SHOWN - 3)}${E}31mred`;
    expect(shown(message)).toBe('x'.repeat(MAX_SHOWN - 3));
  });

  test('thousands of escapes or addresses in one line stay quick', () => {
    const began = performance.now();
    parseLine(`${E}31ma${E}0m`.repeat(1000));
    parseLine('http://'.repeat(1400));
    parseLine('(http://a/)))))'.repeat(600));
    parseLine('\x1b]8;;'.repeat(1900));
    expect(performance.now() - began).toBeLessThan(500);
  });
});

test('plain text has no colours, so a copy can be pasted anywhere', () => {
  expect(plainText(`${E}1;32m✓${E}0m passed \x1b]8;;http://a\x07here\x1b]8;;\x07`)).toBe(
    '✓ passed here',
  );
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contrast, parseHex, READABLE, type Rgb } from '../contrast.ts';
import { palettes } from './logPalette.ts';
import { coloursIn, runVariables } from './runColours.ts';
import type { AnsiColour, SegmentStyle } from './segmentStyle.ts';

const channel = fc.oneof(fc.nat(255), fc.constantFrom(0, 255));
const colour = fc.oneof<fc.Arbitrary<AnsiColour>[]>(
  fc.nat(15),
  fc.tuple(channel, channel, channel).map((rgb) => rgb.join(', ')),
);
const style: fc.Arbitrary<SegmentStyle> = fc.record(
  { fg: colour, bg: colour, dim: fc.constant(true), inverse: fc.constant(true) },
  { requiredKeys: [] },
);
const css = readFileSync(new URL('../../components/styles/tokens.css', import.meta.url), 'utf8');

describe.each(['light', 'dark'] as const)('%s theme', (theme) => {
  const palette = palettes[theme];
  const least = (text: Rgb, background: Rgb | null) =>
    Math.min(
      ...(background === null ? palette.surfaces : [background]).map((s) => contrast(text, s)),
    );

  test('text of any style can be read', () => {
    fc.assert(
      fc.property(style, (any) => {
        const { text, background } = coloursIn(theme, any);
        expect(least(text, background)).toBeGreaterThanOrEqual(READABLE);
      }),
      { numRuns: 1_000 },
    );
  });

  test('so can each of 256 colours on each other', () => {
    const all = [...Array(16).keys(), '0, 0, 0', '255, 255, 255', '0, 0, 255', '128, 128, 128'];
    for (const fg of all) {
      for (const bg of all) {
        for (const more of [{}, { dim: true }, { inverse: true }, { dim: true, inverse: true }]) {
          const { text, background } = coloursIn(theme, { fg, bg, ...more });
          expect(least(text, background)).toBeGreaterThanOrEqual(READABLE);
        }
      }
    }
  });

  test('a background is never changed, and text that reads on it stays', () => {
    const both: SegmentStyle = { fg: '1, 2, 3', bg: '200, 220, 240' };
    expect(coloursIn(theme, both)).toEqual({ text: [1, 2, 3], background: [200, 220, 240] });
    const turned = coloursIn(theme, { ...both, inverse: true });
    expect(turned).toEqual({ text: [200, 220, 240], background: [1, 2, 3] });
  });

  test('text of no colour is black or white on a colour, not grey', () => {
    for (const [bg, wanted] of [
      ['0, 0, 95', palettes.dark.text],
      ['175, 255, 95', palettes.light.text],
    ] as const) {
      expect(coloursIn(theme, { bg }).text).toEqual(wanted);
    }
  });

  test('dim text is nearer to what is behind it', () => {
    const style: SegmentStyle = { fg: 1, bg: '0, 0, 0' };
    const [plain, dim] = [style, { ...style, dim: true }].map((s) => coloursIn(theme, s));
    expect(least(dim?.text ?? [0, 0, 0], [0, 0, 0])).toBeLessThan(
      least(plain?.text ?? [0, 0, 0], [0, 0, 0]),
    );
  });

  test('has the colours of the style sheet', () => {
    const block = css.split(`:root[data-theme='${theme}'] {`)[1]?.split('\n}')[0] ?? '';
    const token = (name: string) =>
      parseHex(new RegExp(`--${name}: (#\\w{6});`).exec(block)?.[1] ?? '');
    expect(palette.text).toEqual(token('text'));
    expect(palette.surfaces).toEqual(
      ['log-bg', 'log-error-bg', 'log-warn-bg', 'log-selected-bg'].map(token),
    );
    expect(palette.colours).toEqual([...Array(16).keys()].map((i) => token(`ansi-${i}`)));
  });
});

test('a style has its colours computed once, and those of the theme are left to classes', () => {
  const style: SegmentStyle = { fg: '10, 20, 30', bold: true };
  expect(runVariables({ ...style })).toBe(runVariables(style));
  expect(Object.keys(runVariables({ bg: 3 }) ?? {})).toEqual([
    ...['--fg-light', '--bg-light', '--fg-dark', '--bg-dark'],
  ]);
  for (const plain of [{}, { fg: 3 }, { dim: true }, { bold: true }, { fg: 0, underline: true }]) {
    expect(runVariables(plain)).toBeNull();
  }
});

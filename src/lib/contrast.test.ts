import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrast, parseHex, READABLE, readable, type Rgb } from './contrast.ts';

const channel = fc.nat(255);
const colour: fc.Arbitrary<Rgb> = fc.tuple(channel, channel, channel);

test('contrast is that of WCAG', () => {
  expect(contrast(parseHex('#ffffff'), parseHex('#000000'))).toBe(21);
  expect(contrast(parseHex('#777777'), parseHex('#ffffff'))).toBeCloseTo(4.48, 2);
  expect(contrast(parseHex('#123456'), parseHex('#123456'))).toBe(1);
});

test('any colour becomes readable on any other', () => {
  fc.assert(
    fc.property(colour, colour, (text, surface) => {
      expect(contrast(readable(text, [surface]), surface)).toBeGreaterThanOrEqual(READABLE);
    }),
  );
});

test('what reads stays as it is', () => {
  fc.assert(
    fc.property(colour, colour, (text, surface) => {
      fc.pre(contrast(text, surface) >= READABLE);
      expect(readable(text, [surface])).toBe(text);
    }),
  );
});

test.each<[string, Rgb, Rgb, Rgb]>([
  ['black on black', [0, 0, 0], [0, 0, 0], [117, 117, 117]],
  ['white on white', [255, 255, 255], [255, 255, 255], [119, 119, 119]],
  ['blue on black keeps its hue', [0, 0, 255], [0, 0, 0], [92, 92, 255]],
  ['yellow on white keeps its hue', [255, 255, 0], [255, 255, 255], [119, 119, 0]],
  // Its own side of a middle grey is not far enough.
  ['light grey on a grey', [128, 128, 128], [119, 119, 119], [6, 6, 6]],
])('%s', (_, text, surface, wanted) => {
  const got = readable(text, [surface]);
  for (const i of [0, 1, 2] as const) expect(Math.abs(got[i] - wanted[i])).toBeLessThanOrEqual(3);
});

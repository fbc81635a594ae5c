import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  describeLines,
  hullOf,
  lastOf,
  messageRange,
  neighbourOf,
  rangeOf,
  readLines,
} from './lineRange.ts';
import { LogBuffer } from './LogBuffer.ts';
import { isLine, PART_ORDER } from './rows.ts';

const buffer = new LogBuffer();
buffer.append([
  { time: 0, message: 'a', level: 'info', seq: 3 },
  { kind: 'marker', text: 'gap', time: 0 },
  { time: 0, message: 'b\nb', level: 'info', seq: 7, ordinal: 1 },
  { time: 0, message: 'c', level: 'info', seq: 8 },
  { time: 0, message: 'd\ne', level: 'info', seq: 9, number: 40 },
]);
const part = (seq: number, index: number) => {
  const order = seq + index * PART_ORDER;
  return { from: order, to: order };
};

test('a neighbour is the next message, not its further rows, or the next line that has a number', () => {
  const next = (order: number) => neighbourOf(buffer, order, 1);
  const previous = (order: number) => neighbourOf(buffer, order, -1);
  expect(next(3)).toEqual(messageRange(7));
  expect(next(7)).toEqual(messageRange(8));
  expect(next(8)).toEqual(part(9, 0));
  expect(next(9)).toEqual(part(9, 1));
  expect(next(part(9, 1).to)).toBeNull();
  expect(previous(part(9, 1).to)).toEqual(part(9, 0));
  expect(previous(9)).toEqual(messageRange(8));
  expect(previous(8)).toEqual(messageRange(7));
  expect(previous(7)).toEqual(messageRange(3));
  expect(previous(3)).toBeNull();
  expect(next(12)).toBeNull();
});

test('a row is chosen by itself where it has a number, else with its message', () => {
  const ranges = [...buffer.rows()].map((row) => (isLine(row) ? rangeOf(row) : 'marker'));
  const [b, c] = [messageRange(7), messageRange(8)];
  expect(ranges).toEqual([messageRange(3), 'marker', b, b, c, part(9, 0), part(9, 1)]);
  expect(rangeOf({ time: 0, message: 'past any stream', level: 'info' })).toBeNull();
});

test('a selection from a message down to a line holds both whole', () => {
  expect(hullOf(part(9, 1), messageRange(7))).toEqual({ from: 7, to: part(9, 1).to });
  expect(lastOf(messageRange(7))).toBe(7);
  expect(lastOf(part(9, 1))).toBe(part(9, 1).to);
});

describe('a range in an address', () => {
  it.each([
    [messageRange(120), '120'],
    [part(120, 0), '120.0'],
    [part(120, 4), '120.4'],
    [hullOf(messageRange(120), messageRange(130)), '120-130'],
    [hullOf(part(120, 4), part(130, 10)), '120.4-130.10'],
    [hullOf(messageRange(120), part(120, 0)), '120'],
  ])('%j is written as %s and read back', (range, text) => {
    expect(describeLines(range)).toBe(text);
    expect(readLines(text)).toEqual(range);
  });

  it('is read back from whatever it was written', () => {
    const end = fc.oneof(
      fc.integer({ min: 1, max: 2 ** 32 }).map(messageRange),
      fc
        .tuple(fc.integer({ min: 1, max: 2 ** 32 }), fc.integer({ min: 0, max: 2 ** 20 - 2 }))
        .map(([seq, index]) => part(seq, index)),
    );
    fc.assert(
      fc.property(end, end, (a, b) => {
        const range = hullOf(a, b);
        expect(readLines(describeLines(range))).toEqual(range);
      }),
    );
  });

  it.each([
    '0',
    '',
    '1-',
    '-1',
    '1.',
    '.5',
    '1.5.5',
    '1e3',
    '1-2-3',
    '99999999999',
    '1.9999999',
    ' 1',
  ])('%j is none', (text) => {
    expect(readLines(text)).toBeNull();
  });
});

import { expect, it, vi } from 'vitest';
import { MessagingError } from '../errors.ts';
import type { Delivery } from '../types.ts';
import type { RangeItem } from './rangeReader.ts';
import { TimeLine } from './TimeLine.ts';

const range = { from: 1_000, to: 200_000 };

/** Message n is stored at 1000 + n. */
const itemAt = (n: number): RangeItem => ({
  ...{ stream: 'S', seq: n, storedAt: 1_000 + n },
  delivery: { event: { n }, meta: { name: 'x', seq: n } } as unknown as Delivery,
});

const numberOf = ({ event }: Delivery) => (event as unknown as { n: number }).n;

function open(length: number, options: { readonly failsAt?: number } = {}) {
  const reads: number[] = [];
  let fails = options.failsAt ?? Infinity;
  let held = { at: Infinity, until: Promise.resolve() };
  const line = new TimeLine({
    range,
    reader: {
      start: async () => ({ cursor: [1], before: 0, within: length, removedUntil: null }),
      read: async ([from = 1], limit) => {
        if (from >= held.at) await held.until;
        if (from >= fails) {
          fails = Infinity;
          throw new MessagingError('offline', 'gone');
        }
        reads.push(from);
        const size = Math.min(limit, length + 1 - from);
        const items = Array.from({ length: size }, (_, i) => itemAt(from + i));
        return { items, next: [from + size], isLast: from + size > length };
      },
    },
    isStep: (delivery) => numberOf(delivery) % 10 !== 0,
    mark: (delivery) =>
      numberOf(delivery) % 5_001 === 0 ? { kind: 'failure', text: 'failed' } : null,
    untilLive: async () => {},
    onChange: () => {},
  });
  const holdAt = (at: number) => {
    let letGo = () => {};
    held = { at, until: new Promise((resolve) => (letGo = resolve)) };
    return letGo;
  };
  return { line, reads, holdAt };
}

it('reads 100,000 messages ahead in pages, and says how far it is', async () => {
  const { line, reads, holdAt } = open(100_000);
  const letGo = holdAt(10_001);
  await vi.waitFor(() => expect(line.loaded).toBe(9_000));
  expect(line.length).toBeNull();
  expect(line.expected).toBe(100_000);
  expect(line.positionOf({ kind: 'index', index: 50_000 })).toBeNull();
  expect(line.positionOf({ kind: 'index', index: 50 })).toMatchObject({ index: 50 });
  letGo();
  await vi.waitFor(() => expect(line.progress).toEqual({ kind: 'loaded', isCut: false }));
  expect(reads).toHaveLength(50);
  // Every tenth is no step.
  expect(line.length).toBe(90_000);
  expect(line.marks.map(({ index }) => line.timeAt(index))).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19].map((k) => 1_000 + k * 5_001),
  );
});

it('finds the message of a time, and the moment of a message', async () => {
  const { line } = open(25);
  await vi.waitFor(() => expect(line.length).toBe(23));
  expect(line.positionOf({ kind: 'time', time: 1_009.5 })).toEqual({ index: 9, time: 1_009.5 });
  expect(line.positionOf({ kind: 'time', time: 0 })).toEqual({ index: 0, time: 999 });
  expect(line.positionOf({ kind: 'index', index: 10 })).toEqual({ index: 10, time: 1_011 });
  expect(line.momentOf({ index: 10, time: 1_011 })).toEqual({
    ...{ time: 1_011, at: { stream: 'S', seq: 11 } },
  });
  expect(line.momentOf({ index: 10, time: 1_011.5 })).toEqual({ time: 1_011.5, at: null });
  // The end is that of the range: other streams go on after the last message.
  expect(line.positionOf({ kind: 'index', index: 99 })).toEqual({ index: 23, time: 200_000 });
});

it('goes on where it was when the connection is back', async () => {
  const { line, reads } = open(6_000, { failsAt: 4_001 });
  await vi.waitFor(() => expect(line.progress.kind).toBe('loaded'));
  expect(reads).toEqual([1, 2_001, 4_001]);
});

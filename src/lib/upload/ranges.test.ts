import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addChunk,
  chunkBounds,
  chunksOf,
  countChunks,
  hasChunk,
  nextMissing,
  type Ranges,
} from './ranges.ts';

test('ranges hold exactly the chunks that were added, in any order, without gaps between them', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40)), (chunks) => {
      const ranges = chunks.reduce<Ranges>(addChunk, []);
      const wanted = new Set(chunks);
      expect(countChunks(ranges)).toBe(wanted.size);
      for (let chunk = 0; chunk <= 41; chunk++) {
        expect(hasChunk(ranges, chunk)).toBe(wanted.has(chunk));
      }
      const edges = ranges.flat();
      expect(edges).toEqual([...new Set(edges)].toSorted((a, b) => a - b));
      const missing = Array.from({ length: 41 }, (_, chunk) => chunk).find((c) => !wanted.has(c));
      expect(nextMissing(ranges, 0, 41)).toBe(missing ?? null);
    }),
  );
});

test('the chunks of a file cover it', () => {
  expect(chunksOf(0, 10)).toBe(0);
  expect(chunksOf(20, 10)).toBe(2);
  expect(chunksOf(21, 10)).toBe(3);
  expect(chunkBounds(2, 21, 10)).toEqual({ from: 20, to: 21 });
});

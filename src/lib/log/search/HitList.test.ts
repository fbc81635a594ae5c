import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PART_ORDER } from '../rows.ts';
import { HitList } from './HitList.ts';

test('hits are in the log’s order, however they were found, and know their rank', () => {
  const places = fc.uniqueArray(
    fc.tuple(fc.nat(500), fc.nat(200)).map(([seq, part]) => seq + part * PART_ORDER),
  );
  fc.assert(
    fc.property(places, fc.nat(500), (found, middle) => {
      const hits = found.toSorted((a, b) => a - b);
      const list = new HitList();
      for (const hit of hits.toReversed()) if (hit < middle) list.addOlder(hit, [hit, 1]);
      for (const hit of hits) if (hit >= middle) list.addNewer(hit, [hit, 1]);
      expect(list.size).toBe(hits.length);
      expect(hits.map((_, rank) => list.at(rank))).toEqual(hits);
      expect(hits.map((hit) => list.rankOf(hit))).toEqual(hits.map((_, rank) => rank));
      expect(hits.map((hit) => list.rangesOf(hit))).toEqual(hits.map((hit) => [hit, 1]));
      expect([list.at(-1), list.at(hits.length)]).toEqual([null, null]);
      expect(list.rankOf(1_000)).toBe(hits.length);
    }),
  );
});

test('what is no hit has a place between hits, and no marks', () => {
  const list = new HitList();
  list.addOlder(20, [0, 3]);
  list.addOlder(10, [1, 4]);
  expect(list.rankOf(15)).toBe(1);
  expect(list.rankOf(20 + PART_ORDER)).toBe(2);
  expect(list.rangesOf(15)).toBeNull();
});

test('of very many hits the latest are known as hits, without their marks', () => {
  const list = new HitList();
  for (let order = 0; order <= 50_000; order++) list.addNewer(order, [0, 1]);
  expect(list.rangesOf(49_999)).toEqual([0, 1]);
  const unranged = list.rangesOf(50_000);
  expect(unranged).toEqual([]);
  // Another object would render its row again.
  expect(list.rangesOf(50_000)).toBe(unranged);
  expect(list.rangesOf(50_001)).toBeNull();
});

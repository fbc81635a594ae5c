import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HitList } from './HitList.ts';

test('hits are in the log’s order, however they were found, and know their rank', () => {
  const places = fc.uniqueArray(fc.tuple(fc.nat(500), fc.nat(200)), {
    selector: ([seq, part]) => `${seq}.${part}`,
  });
  fc.assert(
    fc.property(places, fc.nat(500), (found, middle) => {
      const hits = found
        .map(([seq, part]) => ({ seq, part }))
        .toSorted((a, b) => a.seq - b.seq || a.part - b.part);
      const list = new HitList();
      for (const hit of hits.toReversed()) if (hit.seq < middle) list.addOlder(hit, [hit.seq, 1]);
      for (const hit of hits) if (hit.seq >= middle) list.addNewer(hit, [hit.seq, 1]);
      expect(list.size).toBe(hits.length);
      expect(hits.map((_, rank) => list.at(rank))).toEqual(hits);
      expect(hits.map((hit) => list.rankOf(hit))).toEqual(hits.map((_, rank) => rank));
      expect(hits.map((hit) => list.rangesOf(hit))).toEqual(hits.map(({ seq }) => [seq, 1]));
      expect([list.at(-1), list.at(hits.length)]).toEqual([null, null]);
      expect(list.rankOf({ seq: 1_000, part: 0 })).toBe(hits.length);
    }),
  );
});

test('what is no hit has a place between hits, and no marks', () => {
  const list = new HitList();
  list.addOlder({ seq: 20, part: 0 }, [0, 3]);
  list.addOlder({ seq: 10, part: 0 }, [1, 4]);
  expect(list.rankOf({ seq: 15, part: 0 })).toBe(1);
  expect(list.rankOf({ seq: 20, part: 1 })).toBe(2);
  expect(list.rangesOf({ seq: 15, part: 0 })).toBeNull();
});

test('of very many hits the latest are known as hits, without their marks', () => {
  const list = new HitList();
  for (let seq = 0; seq <= 50_000; seq++) list.addNewer({ seq, part: 0 }, [0, 1]);
  expect(list.rangesOf({ seq: 49_999, part: 0 })).toEqual([0, 1]);
  const unranged = list.rangesOf({ seq: 50_000, part: 0 });
  expect(unranged).toEqual([]);
  // Another object would render its row again.
  expect(list.rangesOf({ seq: 50_000, part: 0 })).toBe(unranged);
  expect(list.rangesOf({ seq: 50_001, part: 0 })).toBeNull();
});

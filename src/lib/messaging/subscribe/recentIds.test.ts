import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentIds } from './recentIds.ts';

describe('RecentIds', () => {
  it('knows the last ids, as many as promised', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.nat(30)), (capacity, numbers) => {
        const recent = new RecentIds(capacity);
        const distinct: string[] = [];
        for (const id of numbers.map(String)) {
          const added = recent.add(id);
          if (distinct.slice(-capacity).includes(id)) expect(added).toBe(false);
          if (added) distinct.push(id);
        }
      }),
    );
  });

  it('forgets after at most twice as many', () => {
    const recent = new RecentIds(3);
    for (const id of 'abcdefg') expect(recent.add(id)).toBe(true);
    expect(recent.add('a')).toBe(true);
    expect(recent.add('g')).toBe(false);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KeyedWindow, keyWindow } from './rowKeys.ts';

const none: KeyedWindow = { from: 0, ids: [] };

test('rows that stay keep their keys, others get new ones', () => {
  const a = keyWindow(none, 10, 15, true);
  const b = keyWindow(a, 12, 18, true);
  expect(b.ids.slice(0, 3)).toEqual(a.ids.slice(2));
  expect(a.ids).not.toEqual(expect.arrayContaining(b.ids.slice(3)));
});

test('a window further on takes over the elements only when it may', () => {
  const a = keyWindow(none, 0, 5, true);
  expect(keyWindow(a, 500, 505, true).ids).toEqual(a.ids);
  expect(keyWindow(a, 500, 505, false).ids.some((id) => a.ids.includes(id))).toBe(false);
});

test('keys are unique within a window, whatever the moves', () => {
  const move = fc.record({ from: fc.nat(60), size: fc.nat(20), recycle: fc.boolean() });
  fc.assert(
    fc.property(fc.array(move), (moves) => {
      let last = none;
      for (const { from, size, recycle } of moves) {
        last = keyWindow(last, from, from + size, recycle);
        expect(last.ids).toHaveLength(size);
        expect(new Set(last.ids).size).toBe(size);
      }
    }),
  );
});

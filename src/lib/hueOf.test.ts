import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hueOf } from './hueOf.ts';

test('a hue is stable and within the circle', () => {
  expect(hueOf('ada')).toBe(hueOf('ada'));
  fc.assert(
    fc.property(fc.string(), (id) => {
      expect(hueOf(id)).toBeGreaterThanOrEqual(0);
      expect(hueOf(id)).toBeLessThan(360);
    }),
  );
});

import { expect, test } from 'vitest';
import { describeDropped } from './describeDropped.ts';

test('says what was not shown, and why', () => {
  expect(describeDropped({ invalid: 0, unknown: 0, duplicates: 0 })).toBeNull();
  expect(describeDropped({ invalid: 1_234, unknown: 0, duplicates: 2 })).toBe(
    'Messages not shown: 1,234 invalid, 2 repeated.',
  );
});

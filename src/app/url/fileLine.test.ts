import { expect, test } from 'vitest';
import { lineHash, lineOfHash } from './fileLine.ts';

test.each([1, 12, 999_999_999])('line %i is named by an address and found again', (line) => {
  expect(lineOfHash(lineHash(line))).toBe(line);
  expect(lineOfHash(`#${lineHash(line)}`)).toBe(line);
});

test.each(['', '#', '#L', '#L0', '#L-1', '#L1.5', '#L1x', '#l1', '#L9999999999', '#top'])(
  '%j names no line',
  (hash) => expect(lineOfHash(hash)).toBeNull(),
);

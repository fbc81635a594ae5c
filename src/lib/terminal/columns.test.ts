import { expect, test } from 'vitest';
import { columnsOf } from './columns.ts';

test('plain text takes a column for each character', () => {
  expect(columnsOf('')).toBe(0);
  expect(columnsOf('compiled in 12 ms, über')).toBe(23);
  expect(columnsOf('├─ box → arrow')).toBe(14);
});

test('what is drawn wider counts as wider', () => {
  expect(columnsOf('日本語')).toBe(6);
  expect(columnsOf('✓ ok')).toBe(5);
  // Two code units, two columns.
  expect(columnsOf('😀')).toBe(2);
  expect(columnsOf('a\tb')).toBe(10);
});

import { expect, test } from 'vitest';
import type { RuleCondition } from '../../src/catalogs/slate/index.ts';
import { meetsConditions, readKey, readPath } from './conditions.ts';

const event = {
  type: 'failed',
  timestamp: 5,
  data: {
    durationMs: 90_000,
    step: 'test',
    git: { dirty: false },
    tags: ['ci', 'main'],
    none: null,
  },
};

test.each<[string, unknown]>([
  ['data.step', 'test'],
  ['data.tags.1', 'main'],
  ['data.none', null],
  ['data.missing.deeper', undefined],
  ['data.step.length', undefined],
  ['data.tags.length', 2],
  ['__proto__.toString', undefined],
  ['data.constructor', undefined],
  ['toString', undefined],
])('the value at %s', (path, value) => {
  expect(readPath(event, path)).toEqual(value);
});

test.each<[RuleCondition, boolean]>([
  [{ path: 'data.step', operator: 'eq', value: 'test' }, true],
  [{ path: 'data.step', operator: 'eq', value: 'build' }, false],
  [{ path: 'data.git.dirty', operator: 'eq', value: false }, true],
  [{ path: 'data.none', operator: 'eq', value: null }, true],
  [{ path: 'timestamp', operator: 'eq', value: '5' }, false],
  [{ path: 'data.step', operator: 'ne', value: 'build' }, true],
  [{ path: 'data.missing', operator: 'ne', value: 'build' }, true],
  [{ path: 'data.durationMs', operator: 'gt', value: 60_000 }, true],
  [{ path: 'data.durationMs', operator: 'lt', value: 60_000 }, false],
  [{ path: 'data.step', operator: 'gt', value: 1 }, false],
  [{ path: 'data.step', operator: 'contains', value: 'es' }, true],
  [{ path: 'data.tags', operator: 'contains', value: 'ci' }, true],
  [{ path: 'data.tags', operator: 'contains', value: 'c' }, false],
  [{ path: 'data.durationMs', operator: 'contains', value: '9' }, false],
  [{ path: 'data.none', operator: 'exists' }, true],
  [{ path: 'data.missing', operator: 'exists' }, false],
])('%o', (condition, holds) => {
  expect(meetsConditions({ match: 'all', conditions: [condition] }, event)).toBe(holds);
});

test('all or any of several conditions; none is always met', () => {
  const conditions = [
    { path: 'data.step', operator: 'eq' as const, value: 'test' },
    { path: 'data.missing', operator: 'exists' as const },
  ];
  expect(meetsConditions({ match: 'all', conditions }, event)).toBe(false);
  expect(meetsConditions({ match: 'any', conditions }, event)).toBe(true);
  expect(meetsConditions({ match: 'any', conditions: [] }, event)).toBe(true);
});

test.each([
  ['data.step', 'test'],
  ['timestamp', '5'],
  ['data.git', null],
  ['data.none', null],
  ['data.missing', null],
])('the key at %s', (path, key) => {
  expect(readKey(event, path)).toBe(key);
});

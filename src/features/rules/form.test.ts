import { expect, test } from 'vitest';
import type { RuleDraft } from '../../catalogs/slate/index.ts';
import { checkForm, draftOf, formatTime, formOf, newRule, parseTime, parseValue } from './form.ts';
import { describeRule } from './words.ts';

test.each([
  ['30m', 1_800_000],
  ['1h 30m', 5_400_000],
  ['1.5s', 1_500],
  ['2d', 172_800_000],
  ['', Number.NaN],
  ['30', Number.NaN],
  ['-5m', Number.NaN],
  ['5 minutes', Number.NaN],
])('the time “%s” is %d ms', (text, ms) => {
  expect(parseTime(text)).toBe(ms);
});

test.each([
  ['test', 'test'],
  ['5', 5],
  ['-1.5e3', -1_500],
  ['true', true],
  ['null', null],
  ['"5"', '5'],
  ['5 files', '5 files'],
  [' spaced ', ' spaced '],
  ['"', '"'],
])('the value %s is %o', (text, value) => {
  expect(parseValue(text)).toBe(value);
});

const draft: RuleDraft = {
  name: 'Stuck',
  enabled: false,
  pattern: 'slate.build.started.*',
  match: 'any',
  conditions: [
    { path: 'data.step', operator: 'eq', value: '5' },
    { path: 'data.n', operator: 'gt', value: 5 },
    { path: 'data.x', operator: 'exists' },
    { path: 'data.y', operator: 'ne', value: null },
  ],
  trigger: { kind: 'each' },
};

test('a rule is the same after it was opened and saved', () => {
  const triggers: RuleDraft['trigger'][] = [
    { kind: 'each' },
    { kind: 'count', count: 5, withinMs: 90_000 },
    { kind: 'silence', forMs: 5_400_000 },
    { kind: 'not-followed', by: ['slate.build.completed.*'], key: 'data.buildId', withinMs: 1_000 },
  ];
  for (const trigger of triggers) {
    expect(draftOf(formOf({ ...draft, trigger }))).toEqual({ ...draft, trigger });
    expect(checkForm(formOf({ ...draft, trigger }))).toEqual([]);
    expect(describeRule({ ...draft, trigger })).toContain('slate.build.started.*');
  }
  expect(formatTime(90_000)).toBe('1m 30s');
});

test('mistakes are named by their fields', () => {
  const fields = (form: Partial<typeof newRule>) =>
    checkForm({ ...newRule, name: 'x', ...form }).map(({ field }) => field);
  expect(fields({})).toEqual([]);
  expect(fields({ name: ' ' })).toEqual(['name']);
  expect(fields({ kind: 'count', count: 'many' })).toEqual(['trigger.count']);
  expect(fields({ kind: 'silence', time: 'soon' })).toEqual(['trigger.forMs']);
  expect(fields({ kind: 'not-followed', followers: ' ' })).toEqual(['trigger.by']);
  const conditions = [{ path: '', operator: 'eq' as const, value: '' }];
  expect(fields({ conditions })).toEqual(['conditions.0.path', 'conditions.0.value']);
});

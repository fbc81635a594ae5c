import { expect, test } from 'vitest';
import { buildLabel, describeGit, describeStart, describeStarter, shownState } from './shown.ts';
import { completed, running } from '../testing/builds.ts';

test('a build goes by its number, else by the end of its id', () => {
  expect(buildLabel({ number: 12, key: 'abc' })).toBe('#12');
  expect(buildLabel({ number: null, key: '0190-1234-5678abcd' })).toBe('5678abcd');
});

test('what a build is about is said as far as it is known', () => {
  const commit = '0123456789abcdef';
  expect(describeGit(null)).toBe('');
  expect(describeGit({})).toBe('');
  expect(describeGit({ branch: 'main', commit, subject: 'Tokens expire' })).toBe(
    'main · 0123456 · Tokens expire',
  );
  expect(describeGit({ commit, dirty: true })).toBe('0123456+');
  expect(describeGit({ branch: 'main', dirty: true })).toBe('main · uncommitted');
});

test('a build that is being cancelled says so only while it runs and sends events', () => {
  const cancelling = { ...running('b1', 0, []), cancelling: true };
  expect(shownState(cancelling, 'fresh')).toBe('cancelling');
  expect(shownState(cancelling, 'lost')).toBe('lost');
  expect(shownState({ ...completed('b1', 0, 1, []), cancelling: true }, 'fresh')).toBe('completed');
});

const change = (files: string[], filesOmitted?: number) => ({
  kind: 'change',
  files,
  ...(filesOmitted === undefined ? {} : { filesOmitted }),
});

test.each([
  [null, null, null],
  ['Ada', null, 'by Ada'],
  ['Ada', { kind: 'schedule' }, 'by Ada'],
  [null, change(['src/a.ts']), 'Changed src/a.ts'],
  ['Ada', change(['src/a.ts', 'b'], 3), 'Ada changed src/a.ts and 4 more'],
  [null, change(['\u202e']), 'Changed a file'],
  [null, change([]), 'Changed files'],
])('a build that %j started with %j is so in words', (startedBy, trigger, words) => {
  expect(describeStart({ startedBy, trigger })).toBe(words);
  expect(describeStarter({ startedBy, trigger })).toBe(words === 'by Ada' ? 'Ada' : words);
});

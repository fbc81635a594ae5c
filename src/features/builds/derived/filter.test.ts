import { expect, test } from 'vitest';
import { filterBuilds, filterChoices, noFilter, readFilter } from './filter.ts';
import { completed, running } from '../testing/builds.ts';

const mainByAda = {
  ...completed('1', 1, 2, []),
  git: { branch: 'main' },
  startedBy: 'Ada',
};
const fixByBob = { ...running('2', 3, []), git: { branch: 'fix' }, startedBy: 'Bob' };
const unknown = running('3', 4, []);
const builds = [unknown, fixByBob, mainByAda];

test('builds are chosen by state, branch and person, each by itself and together', () => {
  expect(filterBuilds(builds, noFilter)).toBe(builds);
  expect(filterBuilds(builds, { ...noFilter, state: 'running' })).toEqual([unknown, fixByBob]);
  expect(filterBuilds(builds, { ...noFilter, branch: 'main' })).toEqual([mainByAda]);
  expect(filterBuilds(builds, { state: 'running', branch: '', by: 'Bob' })).toEqual([fixByBob]);
  expect(filterBuilds(builds, { state: 'failed', branch: '', by: 'Bob' })).toEqual([]);
});

test('an address with a state that there is not shows all', () => {
  expect(readFilter({ state: 'green', branch: 'main', by: '' })).toEqual({
    ...noFilter,
    branch: 'main',
  });
});

test('what is chosen can be seen among the choices, also when no build has it any more', () => {
  expect(filterChoices(builds, { ...noFilter, branch: 'gone' })).toEqual({
    branches: ['fix', 'gone', 'main'],
    people: ['Ada', 'Bob'],
  });
});

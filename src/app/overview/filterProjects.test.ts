import { expect, test } from 'vitest';
import { buildsState, completed } from '../../features/builds/testing/builds.ts';
import { filterProjects, readProjectState } from './filterProjects.ts';

const web = { projectId: 'p1', name: 'Web shop' };
const api = { projectId: 'api', name: 'API' };
const builds = buildsState({
  ...completed('b1', 1, 2, []),
  number: 12,
  startedBy: 'Ada',
  git: { branch: 'fix/login', subject: 'Tokens expire', author: 'Grace' },
});
const find = (text: string, state: Parameters<typeof filterProjects>[2]['state'] = '') =>
  filterProjects([web, api], builds, { text, state }).map(({ projectId }) => projectId);

test('all words have to be found, in names, ids and what the last build was about', () => {
  expect(find('')).toEqual(['p1', 'api']);
  expect(find(' shop ')).toEqual(['p1']);
  expect(find('API')).toEqual(['api']);
  expect(find('login tokens #12')).toEqual(['p1']);
  expect(find('ada grace')).toEqual(['p1']);
  expect(find('login api')).toEqual([]);
});

test('projects are chosen by their last result', () => {
  expect(find('', 'passed')).toEqual(['p1']);
  expect(find('', 'none')).toEqual(['api']);
  expect(find('', 'failed')).toEqual([]);
  expect(readProjectState('failed')).toBe('failed');
  expect(readProjectState('green')).toBe('');
});

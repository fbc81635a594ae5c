import { expect, test } from 'vitest';
import { buildsState, completed, running } from '../../features/builds/testing/builds.ts';
import { noBuilds } from '../../features/builds/model/model.ts';
import { buildEntries, processEntries, projectEntries } from './entries.ts';

const nameOf = (projectId: string) => (projectId === 'p1' ? 'Shop' : projectId);

test('builds of the project on the page come first, newest first, by name and state', () => {
  const here = buildsState(running('b2', 2_000, []), completed('b1', 1_000, 500, []));
  const entries = buildEntries({ projectId: 'p1', builds: here }, here, nameOf);
  expect(entries.map(({ text, hint }) => [text, hint])).toEqual([
    ['Shop b2', 'Running'],
    ['Shop b1', 'Completed'],
  ]);
  expect(entries[0]?.to).toEqual({ kind: 'build', projectId: 'p1', buildId: 'b2' });
});

test('without a project on the page the last builds of all are there', () => {
  const last = buildsState(running('b2', 2_000, []));
  expect(buildEntries(null, last, nameOf)).toHaveLength(1);
  expect(buildEntries({ projectId: 'p2', builds: noBuilds }, last, nameOf)).toHaveLength(1);
});

test('a project is found by its id too', () => {
  const project = { projectId: 'p1', name: 'Shop', note: 'runs node', problem: null };
  expect(projectEntries([project])[0]).toMatchObject({ text: 'Shop', hint: 'p1 · runs node' });
});

test('only processes that run are somewhere to go', () => {
  const session = (sessionId: string, status: 'running' | 'exited') =>
    ({ sessionId, status, projectId: 'p1', command: 'node server.js' }) as never;
  const entries = processEntries([session('s1', 'running'), session('s2', 'exited')], nameOf);
  expect(entries.map(({ text, hint }) => [text, hint])).toEqual([['Shop', 'node server.js']]);
});

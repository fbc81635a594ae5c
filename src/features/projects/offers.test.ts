import { expect, it } from 'vitest';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';
import { offersOf } from './offers.ts';

const record: ProjectRecord = {
  projectId: 'p1',
  name: 'P1',
  buildSteps: [{ name: 'Compile', command: 'make' }],
  runCommand: 'node server.mjs',
  currentBuildId: null,
  sessions: [],
};
const all = { nothingToBuild: null, nothingToRun: null };

it('takes back only what the project’s files leave out', () => {
  expect(offersOf(record)).toEqual(all);
  expect(offersOf({ ...record, buildSteps: null })).toEqual({
    ...all,
    nothingToBuild: expect.stringContaining('build steps'),
  });
  expect(offersOf({ ...record, runCommand: null })).toEqual({
    ...all,
    nothingToRun: expect.stringContaining('run command'),
  });
});

it('offers nothing of a project that no agent hosts now', () => {
  const unhosted = { ...record, hosts: [], problem: 'No agent hosts it.' };
  const why = 'No agent hosts this project now.';
  for (const none of [unhosted, null]) {
    expect(offersOf(none)).toEqual({ nothingToBuild: why, nothingToRun: why });
  }
  expect(offersOf({ ...record, hosts: [{ id: 'a1', name: 'build-1' }] })).toEqual(all);
});

it('offers everything while the files are not known, or can’t be read', () => {
  expect(offersOf(undefined)).toEqual(all);
  expect(offersOf({ ...record, buildSteps: null, runCommand: null, problem: 'no JSON' })).toEqual(
    all,
  );
});

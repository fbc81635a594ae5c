import { expect, it } from 'vitest';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';
import type { ProjectsAnswer } from '../../features/projects/useProjects.ts';
import { hostedAs } from './useProject.ts';

const answer = (kind: 'known' | 'no-agent' | 'asking'): ProjectsAnswer => ({
  ...{ kind, projects: [], templates: [] },
});
const record = (hosts?: ProjectRecord['hosts']): ProjectRecord => ({
  ...{ projectId: 'web', name: 'Web', buildSteps: null, runCommand: null, currentBuildId: null },
  sessions: [],
  ...(hosts ? { hosts } : {}),
});

it('is hosted where an agent that is connected says so', () => {
  expect(hostedAs(answer('known'), record([{ id: 'a1', name: 'build-1' }]))).toBe(true);
  expect(hostedAs(answer('known'), record([]))).toBe(false);
  expect(hostedAs(answer('known'), null)).toBe(false);
  // As agents answer that do not know of others.
  expect(hostedAs(answer('known'), record())).toBe(true);
});

it('is not known while nobody says', () => {
  expect(hostedAs(answer('asking'), record([]))).toBeNull();
  expect(hostedAs(answer('known'), undefined)).toBeNull();
  expect(hostedAs(answer('no-agent'), record())).toBe(false);
});

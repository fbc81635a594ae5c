import { expect, test } from 'vitest';
import { buildsState, completed } from '../../features/builds/testing/builds.ts';
import type { ProjectsAnswer } from '../../features/projects/useProjects.ts';
import { listProjects } from './listProjects.ts';

test.each<[ProjectsAnswer, string]>([
  [{ kind: 'asking' }, ''],
  [{ kind: 'failed', message: 'late' }, ''],
  [{ kind: 'no-agent' }, 'No agent hosts it'],
  [{ kind: 'known', projects: [], templates: [] }, 'No agent hosts it'],
])('whether an agent hosts a project is said when it is known: %j', (answer, note) => {
  const [project] = listProjects(answer, buildsState(completed('b1', 1, 2, [])), {}, {});
  expect(project).toMatchObject({ projectId: 'p1', note });
});

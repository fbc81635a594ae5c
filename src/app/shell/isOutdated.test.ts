import { expect, it } from 'vitest';
import type { AgentsState } from '../../features/agents/model.ts';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';
import { isOutdated } from './isOutdated.ts';

const agents = (isKnown: boolean, hosting: Record<string, string[]>): AgentsState => ({
  isKnown,
  agents: Object.fromEntries(
    Object.entries(hosting).map(([agentId, projects]) => [
      agentId,
      { agentId, name: agentId, projects, goneAt: 1 },
    ]),
  ),
});
const record = (projectId: string, ...hosts: string[]): ProjectRecord => ({
  ...{ projectId, name: projectId, buildSteps: null, runCommand: null, currentBuildId: null },
  ...{ sessions: [], hosts: hosts.map((id) => ({ id, name: id })) },
});

it('agrees with what the agents say of themselves', () => {
  const projects = [record('web', 'a', 'b'), record('old')];
  expect(isOutdated(projects, agents(true, { a: ['web'], b: ['web'] }))).toBe(false);
  expect(isOutdated([], agents(true, {}))).toBe(false);
});

it('is outdated when an agent has come or hosts more', () => {
  expect(isOutdated([record('web')], agents(false, { a: ['web'] }))).toBe(true);
  expect(isOutdated([], agents(false, { a: ['web'] }))).toBe(true);
});

it('is outdated when an agent has left, once all have had the time to say that they are there', () => {
  expect(isOutdated([record('web', 'a')], agents(false, {}))).toBe(false);
  expect(isOutdated([record('web', 'a')], agents(true, {}))).toBe(true);
});

it('says nothing of agents that do not tell who hosts', () => {
  const { hosts: _, ...older } = record('web');
  expect(isOutdated([older], agents(true, { a: ['web'] }))).toBe(false);
});

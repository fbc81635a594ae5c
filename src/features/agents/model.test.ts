import { expect, test } from 'vitest';
import type { SlateEvent } from '../../catalogs/slate/index.ts';
import {
  type Agents,
  applyAgentStatus,
  isHosted,
  noAgents,
  presenceOf,
  withoutSilent,
} from './model.ts';

const says = (
  agents: Agents,
  data: NonNullable<SlateEvent<'agent.status'>['data']>,
  now: number,
  agentId = 'a1',
) => applyAgentStatus(agents, { type: 'status', agentId, timestamp: 0, data }, now);
const build1 = { name: 'build-1', heartbeatMs: 1_000, projects: ['web'] };

test('an agent is there until it says that it stops, or is silent for three heartbeats', () => {
  const agents = says({}, build1, 10_000);
  expect(agents.a1).toMatchObject({ name: 'build-1', projects: ['web'] });
  expect(withoutSilent(agents, 12_999)).toBe(agents);
  expect(withoutSilent(agents, 13_000)).toEqual({});
  expect(withoutSilent(says(agents, build1, 12_000), 14_000)).toHaveProperty('a1');
  expect(says(agents, { state: 'stopped' }, 10_001)).toEqual({});
  expect(says(agents, { state: 'stopped' }, 10_001, 'a2')).toBe(agents);
});

test('who is missing is gone only once all could have answered', () => {
  const agents = says({}, build1, 0);
  expect(presenceOf(noAgents, 'a1')).toBe('unknown');
  expect(presenceOf({ agents, isKnown: false }, 'a1')).toBe('here');
  expect(presenceOf({ agents, isKnown: false }, 'a2')).toBe('unknown');
  expect(presenceOf({ agents, isKnown: true }, 'a2')).toBe('gone');
  expect(presenceOf({ agents, isKnown: true }, null)).toBe('unknown');
  expect(isHosted({ agents, isKnown: false }, 'web')).toBe(true);
  expect(isHosted({ agents, isKnown: false }, 'api')).toBeNull();
  expect(isHosted({ agents, isKnown: true }, 'api')).toBe(false);
});

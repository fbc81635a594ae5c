import { expect, test } from 'vitest';
import {
  type AgentDelivery,
  type AgentsState,
  applyAgentEvents,
  isHosted,
  noAgents,
  presenceOf,
  withoutSilent,
} from './model.ts';

const says = (
  state: AgentsState,
  data: NonNullable<AgentDelivery['event']['data']>,
  now: number,
  agentId = 'a1',
) => {
  const event = { type: 'status', agentId, timestamp: 0, data } as const;
  const meta = { name: 'agent.status', subject: '', replayed: false } as const;
  return applyAgentEvents(state, [{ event, meta }], now);
};
const build1 = { name: 'build-1', heartbeatMs: 1_000, projects: ['web'] };

test('an agent is there until it says that it stops, or is silent for three heartbeats', () => {
  const state = says(noAgents, build1, 10_000);
  expect(state.agents.a1).toMatchObject({ name: 'build-1', projects: ['web'] });
  expect(withoutSilent(state, 12_999)).toBe(state);
  expect(withoutSilent(state, 13_000)).toEqual(noAgents);
  expect(withoutSilent(says(state, build1, 12_000), 14_000).agents).toHaveProperty('a1');
  expect(says(state, { state: 'stopped' }, 10_001)).toEqual(noAgents);
  expect(says(state, { state: 'stopped' }, 10_001, 'a2')).toEqual(state);
});

test('who is missing is gone only once all could have answered', () => {
  const { agents } = says(noAgents, build1, 0);
  expect(presenceOf(noAgents, 'a1')).toBe('unknown');
  expect(presenceOf({ agents, isKnown: false }, 'a1')).toBe('here');
  expect(presenceOf({ agents, isKnown: false }, 'a2')).toBe('unknown');
  expect(presenceOf({ agents, isKnown: true }, 'a2')).toBe('gone');
  expect(presenceOf({ agents, isKnown: true }, null)).toBe('unknown');
  expect(isHosted({ agents, isKnown: false }, 'web')).toBe(true);
  expect(isHosted({ agents, isKnown: false }, 'api')).toBeNull();
  expect(isHosted({ agents, isKnown: true }, 'api')).toBe(false);
});

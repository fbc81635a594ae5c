import type { AgentLoad } from '../../catalogs/slate/index.ts';
import type { Delivery } from '../../lib/messaging/index.ts';

export interface Agent {
  readonly agentId: string;
  readonly name: string;
  readonly projects: readonly string[];
  readonly version?: string | undefined;
  readonly load?: AgentLoad | undefined;
  /** Running now; undefined if it does not say. */
  readonly builds?: number | undefined;
  readonly sessions?: number | undefined;
  /** By the reader's clock. */
  readonly goneAt: number;
}

export type Agents = Readonly<Record<string, Agent>>;

export interface AgentsState {
  readonly agents: Agents;
  /** All have had the time to answer: a missing one is not there. */
  readonly isKnown: boolean;
}

export type AgentPresence = 'here' | 'gone' | 'unknown';

export const noAgents: AgentsState = { agents: {}, isKnown: false };

const MISSED_HEARTBEATS = 3;
/** For agents that promise nothing. */
const DEFAULT_HEARTBEAT_MS = 10_000;

export type AgentDelivery = Delivery<'slate.agent.status.*'>;

/** Pure. @param now the reader's clock */
export function applyAgentEvents(
  state: AgentsState,
  deliveries: readonly AgentDelivery[],
  now: number,
): AgentsState {
  const agents = deliveries.reduce(
    (before, { event }) => agentsAfter(before, event, now),
    state.agents,
  );
  return { ...state, agents };
}

function agentsAfter(
  agents: Agents,
  { agentId, data }: AgentDelivery['event'],
  now: number,
): Agents {
  if (data?.state === 'stopped') return without(agents, agentId);
  const heartbeatMs = data?.heartbeatMs ?? DEFAULT_HEARTBEAT_MS;
  const agent: Agent = {
    agentId,
    name: data?.name ?? agentId.slice(0, 8),
    projects: data?.projects ?? [],
    version: data?.version,
    load: data?.load,
    builds: data?.builds,
    sessions: data?.sessions,
    goneAt: now + MISSED_HEARTBEATS * heartbeatMs,
  };
  return { ...agents, [agentId]: agent };
}

/** The same object if none has been silent for too long. */
export function withoutSilent(state: AgentsState, now: number): AgentsState {
  const silent = Object.values(state.agents).filter(({ goneAt }) => goneAt <= now);
  if (silent.length === 0) return state;
  return {
    ...state,
    agents: silent.reduce((left, { agentId }) => without(left, agentId), state.agents),
  };
}

function without(agents: Agents, agentId: string): Agents {
  if (!Object.hasOwn(agents, agentId)) return agents;
  const { [agentId]: _, ...others } = agents;
  return others;
}

/** @param agentId null where a publisher does not say who it is */
export function presenceOf(state: AgentsState, agentId: string | null): AgentPresence {
  if (agentId === null) return 'unknown';
  if (Object.hasOwn(state.agents, agentId)) return 'here';
  return state.isKnown ? 'gone' : 'unknown';
}

export function isHosted({ agents, isKnown }: AgentsState, projectId: string): boolean | null {
  const hosted = Object.values(agents).some(({ projects }) => projects.includes(projectId));
  return hosted || (isKnown ? false : null);
}

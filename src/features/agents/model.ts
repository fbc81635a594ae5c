import type { SlateEvent } from '../../catalogs/slate/index.ts';

/** An agent that is there: builds and runs what it hosts. */
export interface Agent {
  readonly agentId: string;
  readonly name: string;
  /** Ids of what it hosts. */
  readonly projects: readonly string[];
  /** When it is taken for gone unless it says something, by the reader's clock, in milliseconds. */
  readonly untilMs: number;
}

/** Agents that are there, by id. */
export type Agents = Readonly<Record<string, Agent>>;

/** What is known of which agents are there. */
export interface AgentsState {
  readonly agents: Agents;
  /** All have had the time to answer: one that is missing is not there. */
  readonly isKnown: boolean;
}

/** Whether an agent is there. */
export type AgentPresence = 'here' | 'gone' | 'unknown';

export const noAgents: AgentsState = { agents: {}, isKnown: false };

const MISSED_HEARTBEATS = 3;
/** Of one that promises nothing. */
const DEFAULT_HEARTBEAT_MS = 10_000;

/** Applies what an agent says of itself; pure. @param now the reader's clock, in milliseconds */
export function applyAgentStatus(
  agents: Agents,
  { agentId, data }: SlateEvent<'agent.status'>,
  now: number,
): Agents {
  if (data?.state === 'stopped') return without(agents, agentId);
  const heartbeatMs = data?.heartbeatMs ?? DEFAULT_HEARTBEAT_MS;
  const agent: Agent = {
    agentId,
    name: data?.name ?? agentId.slice(0, 8),
    projects: data?.projects ?? [],
    untilMs: now + MISSED_HEARTBEATS * heartbeatMs,
  };
  return { ...agents, [agentId]: agent };
}

/** Without those that have been silent for too long; the same object if there are none. */
export function withoutSilent(agents: Agents, now: number): Agents {
  const silent = Object.values(agents).filter(({ untilMs }) => untilMs <= now);
  return silent.reduce((left, { agentId }) => without(left, agentId), agents);
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

/** Whether an agent that is there hosts a project; null while not known. */
export function isHosted({ agents, isKnown }: AgentsState, projectId: string): boolean | null {
  const hosted = Object.values(agents).some(({ projects }) => projects.includes(projectId));
  return hosted || (isKnown ? false : null);
}

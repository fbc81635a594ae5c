import type { AgentsState } from '../../features/agents/model.ts';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';

/** Whether a list of projects names other hosts than the agents that are here; pure. */
export function isOutdated(
  projects: readonly ProjectRecord[],
  { agents, isKnown }: AgentsState,
): boolean {
  const hostsOf = new Map(projects.map(({ projectId, hosts }) => [projectId, hosts]));
  const isUnlisted = (agentId: string, projectId: string) => {
    const hosts = hostsOf.get(projectId);
    return hosts ? hosts.every(({ id }) => id !== agentId) : !hostsOf.has(projectId);
  };
  const hasCome = Object.values(agents).some((agent) =>
    agent.projects.some((projectId) => isUnlisted(agent.agentId, projectId)),
  );
  if (hasCome || !isKnown) return hasCome;
  return projects.some(({ hosts = [] }) => hosts.some(({ id }) => !Object.hasOwn(agents, id)));
}

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useAgents } from '../../features/agents/useAgents.ts';
import { projectsKey, projectsQuery } from '../../features/projects/queries.ts';
import { useMessaging } from '../../hooks/index.ts';
import { isOutdated } from './isOutdated.ts';

/**
 * Requests the projects again when an agent comes or leaves. Agents repeat what they host with each
 * heartbeat, so an answer that was too early is made good.
 */
export function useProjectsRefresh(): void {
  const client = useMessaging();
  const queryClient = useQueryClient();
  const agents = useAgents();
  useEffect(() => {
    const { queryKey } = projectsQuery(client);
    const state = queryClient.getQueryState(queryKey);
    if (!state || state.fetchStatus === 'fetching') return;
    const hasAgent = Object.keys(agents.agents).length > 0;
    const isFailed = state.status === 'error' && hasAgent;
    if (!isFailed && !isOutdated(state.data?.projects ?? [], agents)) return;
    void queryClient.invalidateQueries({ queryKey: projectsKey });
  }, [agents, client, queryClient]);
}

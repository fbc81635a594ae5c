import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DeploymentState } from '../../catalogs/slate/index.ts';
import { useConnection, useMessaging, useSubject } from '../../hooks/index.ts';
import { deploymentKey, deploymentQuery } from './queries.ts';

export type ShownDeployment =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: Error }
  /** `isStale` while the connection or the agent is gone. */
  | { readonly kind: 'known'; readonly deployment: DeploymentState; readonly isStale: boolean };

/** A project's deployment as its agent has it, asked for again whenever an event says so. */
export function useDeployment(projectId: string): ShownDeployment {
  const client = useMessaging();
  const queryClient = useQueryClient();
  const query = useQuery(deploymentQuery(client, projectId));
  const liveSince = useConnection((state) => (state.status === 'live' ? state.since : null));
  const refresh = () => void queryClient.invalidateQueries({ queryKey: deploymentKey(projectId) });
  const events = useSubject('library.*.*', ({ data }) => {
    if (data?.project_id === projectId) refresh();
  });
  const isListening = events.status === 'live';
  // What happened before the events were there is in a new answer.
  useEffect(() => {
    if (liveSince !== null && isListening) {
      void queryClient.invalidateQueries({ queryKey: deploymentKey(projectId) });
    }
  }, [liveSince, isListening, projectId, queryClient]);
  const step = query.data?.swap?.step;
  const until = step?.at === 'switched' ? step.until : null;
  // No event says that the time to go back is over.
  useEffect(() => {
    if (until === null) return;
    const timer = setTimeout(
      () => void queryClient.invalidateQueries({ queryKey: deploymentKey(projectId) }),
      Math.max(0, until - Date.now()) + 500,
    );
    return () => clearTimeout(timer);
  }, [until, projectId, queryClient]);
  if (query.data) {
    return {
      kind: 'known',
      deployment: query.data,
      isStale: liveSince === null || query.error !== null,
    };
  }
  return query.error && liveSince !== null
    ? { kind: 'failed', error: query.error }
    : { kind: 'loading' };
}

import { queryOptions } from '@tanstack/react-query';
import type { DeploymentState } from '../../catalogs/slate/index.ts';
import { isMessagingError, type MessagingClient } from '../../lib/messaging/index.ts';

const ANSWER_TIMEOUT_MS = 5_000;
const LOOK_FOR_AGENT_MS = 3_000;

export const deploymentKey = (projectId: string) => ['deployment', projectId] as const;

/** What is live of a project and what could be; fails with 'no-responders' without its agent. */
export const deploymentQuery = (client: MessagingClient, projectId: string) =>
  queryOptions({
    queryKey: deploymentKey(projectId),
    networkMode: 'always',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: (): Promise<DeploymentState> =>
      client.request('deployment.list', { projectId }, {}, { timeoutMs: ANSWER_TIMEOUT_MS }),
    refetchInterval: ({ state }) =>
      isMessagingError(state.error, 'no-responders', 'timeout') ? LOOK_FOR_AGENT_MS : false,
  });

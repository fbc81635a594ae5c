import { queryOptions } from '@tanstack/react-query';
import { isMessagingError, type MessagingClient } from '../../lib/messaging/index.ts';

/** An agent that starts later sends no word of itself; only while none answers is it asked again. */
const LOOK_FOR_AGENT_MS = 3_000;
/** Nobody answering is known at once; this is for an agent that hangs. */
const ANSWER_TIMEOUT_MS = 4_000;

/** What to invalidate when a project changes. */
export const projectsKey = ['projects'] as const;

/** Every project that the agents host. Fails with 'no-responders' when there is no agent. */
export const projectsQuery = (client: MessagingClient) =>
  queryOptions({
    queryKey: projectsKey,
    networkMode: 'always',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const answer = await client.request('project.list', {}, {}, { timeoutMs: ANSWER_TIMEOUT_MS });
      return answer.projects;
    },
    refetchInterval: ({ state }) => {
      const agentIsMissing = isMessagingError(state.error, 'no-responders', 'timeout');
      return agentIsMissing ? LOOK_FOR_AGENT_MS : false;
    },
  });

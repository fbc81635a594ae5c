import { useQuery } from '@tanstack/react-query';
import { useMessaging } from '../../hooks/index.ts';
import { isMessagingError, isToken } from '../../lib/messaging/index.ts';

/** An agent that starts sends no word of itself. */
const ASK_AGAIN_MS = 5_000;
const ANSWER_TIMEOUT_MS = 4_000;

/**
 * Whether an agent that is connected hosts a project, asked again as long as `asking`.
 * @returns null while not known
 */
export function useIsHosted(projectId: string, asking: boolean): boolean | null {
  const client = useMessaging();
  const { data } = useQuery({
    queryKey: ['isHosted', projectId],
    enabled: asking && isToken(projectId),
    networkMode: 'always',
    retry: false,
    gcTime: 0,
    refetchInterval: ASK_AGAIN_MS,
    queryFn: async () => {
      try {
        await client.request('project.get', { projectId }, {}, { timeoutMs: ANSWER_TIMEOUT_MS });
        return true;
      } catch (error) {
        return isMessagingError(error, 'no-responders') ? false : null;
      }
    },
  });
  return asking ? (data ?? null) : null;
}

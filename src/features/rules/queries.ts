import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Rule } from '../../catalogs/slate/index.ts';
import { isMessagingError, type MessagingClient } from '../../lib/messaging/index.ts';

const ANSWER_TIMEOUT_MS = 5_000;
const LOOK_FOR_AGENT_MS = 3_000;

const rulesKey = ['rules'] as const;

/** All rules by name. Fails with 'no-responders' without an agent. */
export const rulesQuery = (client: MessagingClient) =>
  queryOptions({
    queryKey: rulesKey,
    networkMode: 'always',
    retry: false,
    queryFn: async (): Promise<readonly Rule[]> => {
      const options = { timeoutMs: ANSWER_TIMEOUT_MS };
      return (await client.request('rule.list', {}, {}, options)).rules;
    },
    refetchInterval: ({ state }) =>
      isMessagingError(state.error, 'no-responders', 'timeout', 'offline')
        ? LOOK_FOR_AGENT_MS
        : false,
  });

export function refreshRules(queryClient: QueryClient): void {
  void queryClient.invalidateQueries({ queryKey: rulesKey });
}

/** Puts a command's answer into the list. */
export function keepRule(queryClient: QueryClient, rule: Rule): void {
  change(queryClient, (rules) =>
    [...rules.filter(({ ruleId }) => ruleId !== rule.ruleId), rule].sort((a, b) =>
      a.name.localeCompare(b.name),
    ),
  );
}

export function dropRule(queryClient: QueryClient, ruleId: string): void {
  change(queryClient, (rules) => rules.filter((rule) => rule.ruleId !== ruleId));
}

function change(
  queryClient: QueryClient,
  update: (rules: readonly Rule[]) => readonly Rule[],
): void {
  queryClient.setQueryData<readonly Rule[]>(rulesKey, (rules) => rules && update(rules));
}

import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import { v7 as uuidv7 } from 'uuid';
import type {
  CommandIds,
  CommandInput,
  CommandName,
  CommandOutput,
} from '../catalogs/slate/index.ts';
import { useMessaging } from './useMessaging.ts';

export interface CommandCall<Name extends CommandName> {
  readonly ids: CommandIds<Name>;
  readonly input: CommandInput<Name>;
}

/** When a call was made (0 if not), and why it failed. */
export type CallState = Pick<UseMutationResult, 'submittedAt' | 'error'>;

/** Only the latest call's outcome is of interest. */
export function latestCall<Call extends CallState>(first: Call, ...others: readonly Call[]): Call {
  return others.reduce((last, call) => (call.submittedAt > last.submittedAt ? call : last), first);
}

/** Without an agent the failure is immediate; a busy agent may take this long. */
const COMMAND_TIMEOUT_MS = 8_000;

/**
 * A command as a TanStack mutation: `mutate({ ids, input })`, `isPending`, `data`, `error`. The
 * error is a MessagingError; `describeCommandError` puts it into words.
 * @param options `timeoutMs` for commands that take longer than most, in milliseconds
 */
export function useCommand<Name extends CommandName>(
  name: Name,
  options: { readonly timeoutMs?: number } = {},
): UseMutationResult<CommandOutput<Name>, Error, CommandCall<Name>> {
  const client = useMessaging();
  const { timeoutMs = COMMAND_TIMEOUT_MS } = options;
  return useMutation({
    mutationKey: ['command', name],
    // The page knows the connection better than the browser's online flag: fail in words, now.
    networkMode: 'always',
    mutationFn: ({ ids, input }: CommandCall<Name>) =>
      client.request(name, ids, input, {
        timeoutMs,
        idempotencyKey: uuidv7(),
      }),
  });
}

import { queryOptions } from '@tanstack/react-query';
import type { FileEntry } from '../../catalogs/slate/index.ts';
import { isMessagingError, type MessagingClient } from '../../lib/messaging/index.ts';
import type { FileJournal } from './journal.ts';
import type { Directory } from './model.ts';

/** An agent that reads a project for the first time, or takes over, answers a little later. */
const RETRY_MS = 2_000;
const TIMEOUT_MS = 5_000;

/** What to invalidate when a project's files may have changed unseen. */
export const filesKey = (projectId: string) => ['files', projectId] as const;

/** One directory as its agent has it; "" is the project itself. */
export const directoryQuery = (
  client: Pick<MessagingClient, 'request'>,
  projectId: string,
  path: string,
  journal: FileJournal,
) =>
  queryOptions({
    queryKey: [...filesKey(projectId), 'directory', path],
    networkMode: 'always',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    // To compare thousands of entries costs more than to draw the few in view.
    structuralSharing: false,
    // An agent that says no says so again: there is no such directory until an event names it.
    refetchInterval: ({ state: { error } }) =>
      error !== null && !isMessagingError(error, 'rejected') ? RETRY_MS : false,
    queryFn: () => journal.read(() => readDirectory(client, projectId, path)),
  });

async function readDirectory(
  client: Pick<MessagingClient, 'request'>,
  projectId: string,
  path: string,
): Promise<Directory> {
  const entries: FileEntry[] = [];
  let cursor: string | undefined;
  for (;;) {
    const input = { path, ...(cursor === undefined ? {} : { cursor }) };
    const options = { timeoutMs: TIMEOUT_MS };
    const page = await client.request('file.list', { projectId }, input, options);
    entries.push(...page.entries);
    ({ cursor } = page);
    if (cursor !== undefined) continue;
    const { editable, truncated = false } = page;
    return { path, editable, entries, isTruncated: truncated };
  }
}

/** Files by a part of their name, for quick open. */
export const findQuery = (client: MessagingClient, projectId: string, query: string) =>
  queryOptions({
    queryKey: [...filesKey(projectId), 'find', query],
    networkMode: 'always',
    retry: false,
    queryFn: async () => {
      const { files } = await client.request('file.find', { projectId }, { query, limit: 12 });
      return files;
    },
  });

import { queryOptions } from '@tanstack/react-query';
import type { MessagingClient } from '../../lib/messaging/index.ts';

/**
 * The text of a file in the last commit; null where there is none.
 * @param revision of the file on disk: a commit is often made after a change
 */
export const baseQuery = (
  client: MessagingClient,
  projectId: string,
  fileId: string,
  revision: string | null,
) =>
  queryOptions({
    queryKey: ['editor', 'base', fileId, revision],
    enabled: revision !== null,
    networkMode: 'always',
    retry: false,
    // A commit changes no file: it may have been made while this window was in the background.
    refetchOnWindowFocus: 'always',
    placeholderData: (before: string | null | undefined) => before,
    queryFn: async () => {
      const { text } = await client.request('file.base', { fileId }, { projectId });
      // As a shared text is: lines end with \n, and there is no byte order mark.
      return text?.replace(/^\ufeff/, '').replaceAll('\r\n', '\n') ?? null;
    },
  });

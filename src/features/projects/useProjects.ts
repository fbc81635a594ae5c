import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useConnection, useMessaging, useSubject } from '../../hooks/index.ts';
import {
  isMessagingError,
  type ProjectRecord,
  type ProjectTemplate,
} from '../../lib/messaging/index.ts';
import { projectsKey, projectsQuery } from './queries.ts';

/** Whether an agent answers, and which projects it hosts. */
export type ProjectsAnswer =
  | { readonly kind: 'asking' }
  | { readonly kind: 'no-agent' }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'known';
      readonly projects: readonly ProjectRecord[];
      /** What new projects can begin as. */
      readonly templates: readonly ProjectTemplate[];
    };

const asking: ProjectsAnswer = { kind: 'asking' };

/** The hosted projects, asked anew whenever the connection or a project changes. */
export function useProjects(): ProjectsAnswer {
  const client = useMessaging();
  const queryClient = useQueryClient();
  const live = useConnection().status === 'live';
  const query = useQuery({ ...projectsQuery(client), enabled: live });
  useEffect(() => {
    // The agent may have come, gone or changed while there was no connection.
    if (live) void queryClient.invalidateQueries({ queryKey: projectsKey });
  }, [live, queryClient]);
  useSubject(
    'slate.project.*.*',
    () => void queryClient.invalidateQueries({ queryKey: projectsKey }),
  );

  if (isMessagingError(query.error, 'no-responders')) return { kind: 'no-agent' };
  if (query.error && !isMessagingError(query.error, 'offline', 'closed')) {
    return { kind: 'failed', message: query.error.message };
  }
  return query.data ? { kind: 'known', ...query.data } : asking;
}

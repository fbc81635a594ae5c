import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useConnection, useMessaging, useSubject } from '../../hooks/index.ts';
import type { ProjectRecord, ProjectTemplate } from '../../catalogs/slate/index.ts';
import { isMessagingError, isToken } from '../../lib/messaging/index.ts';
import { projectQuery, projectsKey, projectsQuery } from './queries.ts';

interface LastKnown {
  /** As last known: what an agent does not answer now is not gone. */
  readonly projects: readonly ProjectRecord[];
  readonly templates: readonly ProjectTemplate[];
}

export type ProjectsAnswer =
  | (LastKnown & { readonly kind: 'asking' | 'no-agent' | 'known' })
  | (LastKnown & { readonly kind: 'failed'; readonly message: string });

const nothing: LastKnown = { projects: [], templates: [] };

/** The hosted projects, requested again whenever the connection or a project changes. */
export function useProjects(): ProjectsAnswer {
  const client = useMessaging();
  const queryClient = useQueryClient();
  const live = useConnection(({ status }) => status === 'live');
  const query = useQuery({ ...projectsQuery(client), enabled: live });
  useEffect(() => {
    // The agent may have come, gone or changed while there was no connection.
    if (live) void queryClient.invalidateQueries({ queryKey: projectsKey });
  }, [live, queryClient]);
  useSubject(
    'slate.project.*.*',
    () => void queryClient.invalidateQueries({ queryKey: projectsKey }),
  );

  const { projects, templates } = query.data ?? nothing;
  const lastKnown = { projects, templates };
  if (isMessagingError(query.error, 'no-responders')) return { kind: 'no-agent', ...lastKnown };
  if (query.error && !isMessagingError(query.error, 'offline', 'closed', 'replaying')) {
    return { kind: 'failed', message: query.error.message, ...lastKnown };
  }
  return { kind: query.data ? 'known' : 'asking', ...lastKnown };
}

/** A page with more is a page of history. */
const MAX_ASKED = 200;

/**
 * Projects that the answering agent does not host: another one may.
 * @param isAsking false keeps what is known
 * @returns by project: null if no agent hosts it, missing while unknown
 */
export function useOtherProjects(
  projectIds: readonly string[],
  isAsking: boolean,
): ReadonlyMap<string, ProjectRecord | null> {
  const client = useMessaging();
  const live = useConnection(({ status }) => status === 'live');
  const asked = projectIds.filter((id) => isToken(id)).slice(0, MAX_ASKED);
  return useQueries({
    queries: asked.map((id) => ({ ...projectQuery(client, id), enabled: live && isAsking })),
    combine: (results) =>
      new Map(
        results.flatMap(({ data }, i) => (data === undefined ? [] : [[asked[i] ?? '', data]])),
      ),
  });
}

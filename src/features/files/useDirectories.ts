import {
  type QueryClient,
  type UseQueryResult,
  useQueries,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useConnection, useLatest, useMessaging, useSubject } from '../../hooks/index.ts';
import { applyFileEvents, type Directory, type FileEvent } from './model.ts';
import { directoryQuery, filesKey } from './queries.ts';

/** A checkout of thousands of files is one change of the page. */
const BATCH_MS = 50;

export interface Directories {
  /** Those that are known, by path. */
  readonly known: ReadonlyMap<string, Directory>;
  /** Why the project itself can't be listed; what is known stays. */
  readonly error: Error | null;
}

/**
 * Directories of a project, live.
 * @param paths those that are shown
 * @param onEvents gets what happened to the project's files, in batches
 */
export function useDirectories(
  projectId: string,
  paths: readonly string[],
  onEvents: (events: readonly FileEvent[]) => void,
): Directories {
  const client = useMessaging();
  const queryClient = useQueryClient();
  const live = useConnection(({ status }) => status === 'live');
  const latest = useLatest(onEvents);
  const waiting = useRef<FileEvent[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  useEffect(() => {
    // What happened while there was no connection was not seen.
    if (live) void queryClient.invalidateQueries({ queryKey: filesKey(projectId) });
  }, [live, queryClient, projectId]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  useSubject(`slate.file.*.${projectId}`, (event) => {
    waiting.current.push(event);
    timer.current ??= setTimeout(() => {
      timer.current = null;
      const events = waiting.current.splice(0);
      changeDirectories(queryClient, projectId, events);
      latest.current(events);
    }, BATCH_MS);
  });
  return useQueries({
    queries: ['', ...paths].map((path) => ({
      ...directoryQuery(client, projectId, path),
      enabled: live,
    })),
    combine,
  });
}

/** Out here, so that it runs only when an answer has changed. */
function combine(results: readonly UseQueryResult<Directory>[]): Directories {
  return {
    known: new Map(results.flatMap(({ data }) => (data ? [[data.path, data] as const] : []))),
    error: results[0]?.error ?? null,
  };
}

function changeDirectories(
  queryClient: QueryClient,
  projectId: string,
  events: readonly FileEvent[],
): void {
  queryClient.setQueriesData<Directory>(
    { queryKey: [...filesKey(projectId), 'directory'] },
    (directory) => directory && applyFileEvents(directory, events),
  );
}

import {
  type QueryClient,
  type UseQueryResult,
  useQueries,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useConnection, useLatest, useMessaging, useSubject } from '../../hooks/index.ts';
import { FileJournal } from './journal.ts';
import { applyFileEvents, type Directory, type FileEvent } from './model.ts';
import { directoryQuery, filesKey } from './queries.ts';

/** A checkout of thousands of files is one change of the page. */
const BATCH_MS = 50;
/** Whether files may be changed depends on it. */
const SETTINGS_FILE = 'slate.json';

export interface Directories {
  /** Those that are known, by path. */
  readonly known: ReadonlyMap<string, Directory>;
  /** Why the project itself can't be listed; what is known stays. */
  readonly error: Error | null;
}

/**
 * Directories of a project, live.
 * @param paths those that are shown
 * @param hasAgent false while no agent answers for the project
 * @param onEvents gets what happened to the project's files, in batches
 */
export function useDirectories(
  projectId: string,
  paths: ReadonlySet<string>,
  hasAgent: boolean,
  onEvents: (events: readonly FileEvent[]) => void,
): Directories {
  const client = useMessaging();
  const queryClient = useQueryClient();
  const [journal] = useState(() => new FileJournal());
  const live = useConnection(({ status }) => status === 'live');
  const latest = useLatest(onEvents);
  const waiting = useRef<FileEvent[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  useEffect(() => {
    // What happened while there was no connection was not seen; an agent that is back may allow more.
    if (live && hasAgent) void queryClient.invalidateQueries({ queryKey: filesKey(projectId) });
  }, [live, hasAgent, queryClient, projectId]);
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
      journal.add(events);
      changeDirectories(queryClient, projectId, events);
      latest.current(events);
    }, BATCH_MS);
  });
  return useQueries({
    queries: ['', ...paths].map((path) => ({
      ...directoryQuery(client, projectId, path, journal),
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
  const key = [...filesKey(projectId), 'directory'];
  queryClient.setQueriesData<Directory>(
    { queryKey: key },
    (directory) => directory && applyFileEvents(directory, events),
  );
  const made = new Set(
    events.flatMap(({ type, data }) => (type === 'created' && data?.path ? [data.path] : [])),
  );
  const isAskedAgain = (path: unknown, wasRefused: boolean) =>
    (path === '' && events.some(({ data }) => data?.path === SETTINGS_FILE)) ||
    (wasRefused && typeof path === 'string' && made.has(path));
  void queryClient.invalidateQueries({
    queryKey: key,
    predicate: ({ queryKey, state }) => isAskedAgain(queryKey.at(-1), state.status === 'error'),
  });
}

import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { shownProjectName } from './projectName.ts';
import type { ProjectRecord, ProjectTemplate } from '../../catalogs/slate/index.ts';
import { isMessagingError, type MessagingClient } from '../../lib/messaging/index.ts';

/** Until an agent that was too slow is asked again; one that comes says so by itself. */
const ASK_AGAIN_MS = 3_000;
/** Without an agent the failure is immediate; this is for one that hangs. */
const ANSWER_TIMEOUT_MS = 4_000;

/** What to invalidate when a project changes. */
export const projectsKey = ['projects'] as const;

interface ProjectList {
  readonly projects: readonly ProjectRecord[];
  readonly templates: readonly ProjectTemplate[];
}

/** Projects of the agent that answers. Fails with 'no-responders' without an agent. */
export const projectsQuery = (client: MessagingClient) =>
  queryOptions({
    queryKey: projectsKey,
    networkMode: 'always',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<ProjectList> => {
      const options = { timeoutMs: ANSWER_TIMEOUT_MS };
      const { projects, templates = [] } = await client.request('project.list', {}, {}, options);
      return { projects: projects.map(withShownName), templates };
    },
    refetchInterval: ({ state }) =>
      isMessagingError(state.error, 'timeout') ? ASK_AGAIN_MS : false,
  });

/** A readable name, or its id. */
function withShownName(record: ProjectRecord): ProjectRecord {
  return { ...record, name: shownProjectName(record.name) ?? record.projectId };
}

/** One project, whichever agent hosts it; null if none does. */
export const projectQuery = (client: MessagingClient, projectId: string) =>
  queryOptions({
    queryKey: [...projectsKey, projectId],
    networkMode: 'always',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<ProjectRecord | null> => {
      try {
        const options = { timeoutMs: ANSWER_TIMEOUT_MS };
        return withShownName(await client.request('project.get', { projectId }, {}, options));
      } catch (error) {
        if (isMessagingError(error, 'no-responders')) return null;
        throw error;
      }
    },
  });

/** Puts a command's answer into the list; its event follows. */
export function keepProject(queryClient: QueryClient, record: ProjectRecord): void {
  changeProjects(queryClient, (projects) => [
    ...projects.filter(({ projectId }) => projectId !== record.projectId),
    withShownName(record),
  ]);
}

export function dropProject(queryClient: QueryClient, projectId: string): void {
  changeProjects(queryClient, (projects) =>
    projects.filter((project) => project.projectId !== projectId),
  );
}

function changeProjects(
  queryClient: QueryClient,
  change: (projects: readonly ProjectRecord[]) => readonly ProjectRecord[],
): void {
  queryClient.setQueryData<ProjectList>(
    projectsKey,
    (list) => list && { ...list, projects: change(list.projects) },
  );
}

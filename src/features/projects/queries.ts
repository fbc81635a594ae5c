import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { shownProjectName } from './projectName.ts';
import type { ProjectRecord, ProjectTemplate } from '../../catalogs/slate/index.ts';
import { isMessagingError, type MessagingClient } from '../../lib/messaging/index.ts';

/** An agent that starts later sends no word of itself; only while none answers is it asked again. */
const LOOK_FOR_AGENT_MS = 3_000;
/** Nobody answering is known at once; this is for an agent that hangs. */
const ANSWER_TIMEOUT_MS = 4_000;

/** What to invalidate when a project changes. */
export const projectsKey = ['projects'] as const;

interface ProjectList {
  readonly projects: readonly ProjectRecord[];
  /** What new projects can begin as. */
  readonly templates: readonly ProjectTemplate[];
}

/** Every project that the agent hosts which answers. Fails with 'no-responders' when there is no agent. */
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
    refetchInterval: ({ state }) => {
      const agentIsMissing = isMessagingError(state.error, 'no-responders', 'timeout');
      return agentIsMissing ? LOOK_FOR_AGENT_MS : false;
    },
  });

/** Its name as people may read it; without one, its id. */
function withShownName(record: ProjectRecord): ProjectRecord {
  return { ...record, name: shownProjectName(record.name) ?? record.projectId };
}

/** One project, whichever agent hosts it; null if none does. The list is one agent's alone. */
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

/** Puts what a command answered into the list at once; its event brings the same a moment later. */
export function keepProject(queryClient: QueryClient, record: ProjectRecord): void {
  changeProjects(queryClient, (projects) => [
    ...projects.filter(({ projectId }) => projectId !== record.projectId),
    withShownName(record),
  ]);
}

/** Takes a project out of the list. */
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

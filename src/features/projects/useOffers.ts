import { useQueryClient } from '@tanstack/react-query';
import { type Offers, offersOf } from './offers.ts';
import { projectsKey } from './queries.ts';
import type { ProjectsAnswer } from './useProjects.ts';

/** Whether a project has anything to build and to run, and how to look again. */
export function useOffers(
  answer: ProjectsAnswer,
  projectId: string | null,
): Offers & { readonly onRecheck: () => void } {
  const queryClient = useQueryClient();
  return {
    ...offersOf(answer.projects.find((project) => project.projectId === projectId)),
    // No event says that somebody has edited the project's files.
    onRecheck: () => void queryClient.invalidateQueries({ queryKey: projectsKey }),
  };
}

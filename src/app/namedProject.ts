import type { ProjectFate } from '../features/projects/model.ts';
import { projectNameOf } from '../features/projects/projectName.ts';
import type { ProjectsAnswer } from '../features/projects/useProjects.ts';
import type { Crumb } from './Crumbs.tsx';

/** A project by its name, wherever a page leads to it; the id is its tooltip. */
export function namedProject(
  projectId: string,
  answer: ProjectsAnswer,
  fate?: ProjectFate,
): { readonly name: string; readonly crumb: Crumb } {
  const name = projectNameOf(projectId, answer, fate);
  return {
    name,
    crumb: {
      text: name,
      to: `/projects/${encodeURIComponent(projectId)}`,
      title: name === projectId ? name : `${name} (${projectId})`,
    },
  };
}

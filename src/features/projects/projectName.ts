import { visibleName } from '../../catalogs/slate/index.ts';
import type { ProjectLifecycle } from './model.ts';
import type { ProjectsAnswer } from './useProjects.ts';

/** As many as a project's name may have. */
const MAX_CHARS = 100;

/** A project's name from a message, as people may read it; null if there is nothing to read. */
export const shownProjectName = (name: string) => visibleName(name, MAX_CHARS);

/** What people call a project, as far as that is known; else its id. */
export function projectNameOf(
  projectId: string,
  answer: ProjectsAnswer,
  lifecycle?: ProjectLifecycle,
): string {
  const record = answer.projects.find((project) => project.projectId === projectId);
  return record?.name ?? lifecycle?.name ?? projectId;
}

import { visibleName } from '../../catalogs/slate/index.ts';
import type { ProjectLifecycle } from './model.ts';
import type { ProjectsAnswer } from './useProjects.ts';

const MAX_CHARS = 100;

/** Safe to show; null if there is nothing to read. */
export const shownProjectName = (name: string) => visibleName(name, MAX_CHARS);

/** Its name, or its id. */
export function projectNameOf(
  projectId: string,
  answer: ProjectsAnswer,
  lifecycle?: ProjectLifecycle,
): string {
  const record = answer.projects.find((project) => project.projectId === projectId);
  return record?.name ?? lifecycle?.name ?? projectId;
}

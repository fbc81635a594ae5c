import { hasHost } from '../../features/projects/offers.ts';
import type { ProjectLifecycle } from '../../features/projects/model.ts';
import { useLifecycles } from '../../features/projects/useLifecycles.ts';
import {
  type ProjectsAnswer,
  useOtherProjects,
  useProjects,
} from '../../features/projects/useProjects.ts';
import { entryOf } from '../../lib/entryOf.ts';
import type { Crumb } from '../shell/Crumbs.tsx';
import { projectCrumb } from './projectCrumb.ts';
import type { Moment } from '../../lib/eventOrder.ts';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';

type DeletedProject = Extract<ProjectLifecycle, { kind: 'deleted' }>;

export interface ProjectView {
  readonly answer: ProjectsAnswer;
  /** Its name, or its id. */
  readonly name: string;
  readonly crumb: Crumb;
  /** Null if no agent hosts it, undefined while unknown. */
  readonly record: ProjectRecord | null | undefined;
  readonly lifecycle: ProjectLifecycle | undefined;
  /** Null if an agent hosts it again. */
  readonly deleted: DeletedProject | null;
  /** Null while unknown. */
  readonly isHosted: boolean | null;
  readonly agentIsHere: boolean;
  /** When an earlier project with this id was deleted. */
  readonly namesakeUntil: Moment | null;
  /** Its stored events have been read. */
  readonly isReady: boolean;
}

/** @param projectId any text from the address */
export function useProject(projectId: string): ProjectView {
  const answer = useProjects();
  const listed = answer.projects.find((project) => project.projectId === projectId);
  const elsewhere = useOtherProjects(listed ? [] : [projectId], answer.kind === 'known');
  const { lifecycles, isReady } = useLifecycles();
  const lifecycle = entryOf(lifecycles, projectId);
  const record = listed ?? elsewhere.get(projectId);
  const isHosted = hostedAs(answer, record);
  const name = record?.name ?? lifecycle?.name ?? projectId;
  return {
    answer,
    name,
    crumb: projectCrumb(projectId, name),
    record,
    lifecycle,
    deleted: lifecycle?.kind === 'deleted' && isHosted !== true ? lifecycle : null,
    isHosted,
    agentIsHere: answer.kind === 'known',
    namesakeUntil: lifecycle?.namesakeUntil ?? null,
    isReady,
  };
}

/** @param record null if no agent hosts it, undefined while unknown */
export function hostedAs(
  { kind }: ProjectsAnswer,
  record: ProjectRecord | null | undefined,
): boolean | null {
  if (kind === 'no-agent') return false;
  if (kind !== 'known' || record === undefined) return null;
  return record !== null && hasHost(record);
}

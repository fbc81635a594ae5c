import type { ProjectLifecycle } from '../../features/projects/model.ts';
import { lifecyclesView } from '../../features/projects/views.ts';
import {
  type ProjectsAnswer,
  useOtherProjects,
  useProjects,
} from '../../features/projects/useProjects.ts';
import { useView, useViewStatus } from '../../hooks/index.ts';
import { entryOf } from '../../lib/entryOf.ts';
import type { Crumb } from '../shell/Crumbs.tsx';
import { projectCrumb } from './projectCrumb.ts';
import type { Moment } from '../../lib/eventOrder.ts';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';

type DeletedProject = Extract<ProjectLifecycle, { kind: 'deleted' }>;

/** What agents and events say of one project. */
export interface ProjectView {
  readonly answer: ProjectsAnswer;
  /** What people call it; its id while no name is known. */
  readonly name: string;
  /** Leads to its page. */
  readonly crumb: Crumb;
  readonly record: ProjectRecord | undefined;
  readonly lifecycle: ProjectLifecycle | undefined;
  /** How one that is gone was deleted; null if an agent hosts it again. */
  readonly deleted: DeletedProject | null;
  /** Null while it is not known. */
  readonly isHosted: boolean | null;
  /** Whether any agent answers. */
  readonly agentIsHere: boolean;
  /** When another project with this id was deleted: what began before is not this one's. */
  readonly namesakeUntil: Moment | null;
  /** The server's events of it have been read. */
  readonly isReady: boolean;
}

/** @param projectId of the address; any text */
export function useProject(projectId: string): ProjectView {
  const answer = useProjects();
  const listed = answer.projects.find((project) => project.projectId === projectId);
  const elsewhere = useOtherProjects(listed ? [] : [projectId], answer.kind === 'known');
  const lifecycle = useView(lifecyclesView, '*', (all) => entryOf(all, projectId));
  const { isReady } = useViewStatus(lifecyclesView, '*');
  const record = listed ?? elsewhere.get(projectId) ?? undefined;
  const isHosted = hostedAs(answer, listed ?? elsewhere.get(projectId));
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

/** @param record null for one that no agent hosts, undefined while it is not known */
export function hostedAs(
  { kind }: ProjectsAnswer,
  record: ProjectRecord | null | undefined,
): boolean | null {
  if (kind === 'no-agent') return false;
  if (kind !== 'known' || record === undefined) return null;
  return record !== null;
}

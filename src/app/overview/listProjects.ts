import { type BuildsState, firstMomentOf } from '../../features/builds/model/model.ts';
import type { ProjectLifecycle, ProjectLifecycles } from '../../features/projects/model.ts';
import type { ProjectsAnswer } from '../../features/projects/useProjects.ts';
import { firstMomentOf as firstMomentOfSession } from '../../features/runtimes/lists.ts';
import type { Sessions } from '../../features/runtimes/model.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { type Moment, wasBefore } from '../../lib/eventOrder.ts';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';

export interface ListedProject {
  readonly projectId: string;
  readonly name: string;
  /** What it builds and runs, or what is wrong with its files. */
  readonly note: string;
  /** Null if nothing is known to be wrong. */
  readonly problem: string | null;
}

/** What says that a project exists. */
export interface ProjectSources {
  readonly answer: ProjectsAnswer;
  readonly builds: BuildsState;
  readonly sessions: Sessions;
  readonly lifecycles: ProjectLifecycles;
}

/**
 * Projects that the answering agent does not host: announced ones, and those known only by builds
 * or processes. Deleted ones are left out until something of them arrives.
 */
export function unlistedProjects(sources: ProjectSources): readonly string[] {
  const { answer, builds, sessions, lifecycles } = sources;
  const listed = new Set(answer.projects.map(({ projectId }) => projectId));
  const active: (readonly [projectId: string | null, first: Moment])[] = [
    ...Object.values(builds.builds).map(
      (build) => [build.projectId, firstMomentOf(build)] as const,
    ),
    ...Object.values(sessions).map(
      (session) => [session.projectId, firstMomentOfSession(session)] as const,
    ),
  ];
  const ids = new Set<string>();
  for (const [projectId, lifecycle] of Object.entries(lifecycles)) {
    if (lifecycle.kind === 'present') ids.add(projectId);
  }
  for (const [projectId, first] of active) {
    if (projectId !== null && !isOver(entryOf(lifecycles, projectId), first)) ids.add(projectId);
  }
  return [...ids].filter((projectId) => !listed.has(projectId));
}

/**
 * By name. @param others what agents say of the unlisted ones: null if none hosts it, missing while
 * unknown
 */
export function listProjects(
  sources: ProjectSources,
  others: ReadonlyMap<string, ProjectRecord | null>,
): readonly ListedProject[] {
  const { answer, lifecycles } = sources;
  const noAgent = answer.kind === 'no-agent' ? 'No agent is connected' : null;
  const ofRecord = (record: ProjectRecord): ListedProject => ({
    projectId: record.projectId,
    name: record.name,
    note: noAgent ?? record.problem ?? describe(record),
    problem: record.problem ?? null,
  });
  const unlisted = unlistedProjects(sources).map((projectId) => {
    const record = others.get(projectId);
    if (record) return ofRecord(record);
    const name = entryOf(lifecycles, projectId)?.name ?? projectId;
    const note = noAgent ?? (record === null ? 'No agent' : '');
    const shown = name === projectId ? note : joined([projectId, note]);
    return { projectId, name, note: shown, problem: null };
  });
  const present = answer.projects.filter(
    // An agent that does not answer now can't say that it is gone.
    ({ projectId }) =>
      answer.kind === 'known' || entryOf(lifecycles, projectId)?.kind !== 'deleted',
  );
  return [...present.map(ofRecord), ...unlisted].sort((a, b) => a.name.localeCompare(b.name));
}

function isOver(lifecycle: ProjectLifecycle | undefined, first: Moment): boolean {
  if (lifecycle?.kind !== 'deleted') return false;
  const { storedAt, at: time } = lifecycle;
  return !wasBefore({ storedAt, time }, first);
}

function describe({ projectId, name, buildSteps, runCommand }: ProjectRecord): string {
  return joined([
    name === projectId ? '' : projectId,
    buildSteps === null ? 'nothing to build' : `builds ${buildSteps.map((s) => s.name).join(', ')}`,
    runCommand === null ? '' : `runs ${runCommand}`,
  ]);
}

const joined = (parts: readonly string[]) => parts.filter((part) => part !== '').join(' · ');

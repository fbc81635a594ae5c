import type { BuildsState } from '../../features/builds/model.ts';
import type { ProjectFates } from '../../features/projects/model.ts';
import type { ProjectsAnswer } from '../../features/projects/useProjects.ts';
import { entryOf } from '../../lib/entryOf.ts';
import type { ProjectRecord } from '../../lib/messaging/index.ts';
import type { Sessions } from '../../features/runtimes/model.ts';

export interface ListedProject {
  readonly projectId: string;
  readonly name: string;
  /** One line under the name: what it builds and runs, or what is wrong with its files. */
  readonly note: string;
  /** What is wrong with its files; null if nothing is, as far as anybody knows. */
  readonly problem: string | null;
}

/**
 * The projects of the agents and of every other publisher, by name: a CI job that only reports
 * progress has its row too. One that was deleted has none, unless something was heard of it since.
 */
export function listProjects(
  answer: ProjectsAnswer,
  builds: BuildsState,
  sessions: Sessions,
  fates: ProjectFates,
): readonly ListedProject[] {
  const hosted = answer.kind === 'known' ? answer.projects : [];
  const listed = new Map<string, ListedProject>();
  for (const record of hosted) {
    const { projectId, name } = record;
    const { problem = null } = record;
    listed.set(projectId, { projectId, name, note: problem ?? describe(record), problem });
  }
  const heard = [
    ...Object.values(builds.builds).map(({ projectId, startedAt: at }) => ({ projectId, at })),
    ...Object.values(sessions).map(({ projectId, startedAt: at }) => ({ projectId, at })),
  ];
  for (const { projectId, at } of heard) {
    if (projectId === null || listed.has(projectId)) continue;
    const fate = entryOf(fates, projectId);
    if (fate?.kind === 'deleted' && (at ?? 0) <= fate.at) continue;
    const isAnswered = answer.kind === 'known' || answer.kind === 'no-agent';
    const note = isAnswered ? 'No agent hosts it' : '';
    listed.set(projectId, { projectId, name: projectId, note, problem: null });
  }
  return [...listed.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function describe({ projectId, name, buildSteps, runCommand }: ProjectRecord): string {
  const parts = [
    name === projectId ? null : projectId,
    buildSteps === null ? 'nothing to build' : `builds ${buildSteps.map((s) => s.name).join(', ')}`,
    runCommand === null ? null : `runs ${runCommand}`,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

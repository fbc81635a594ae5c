import type { BuildsState } from '../features/builds/model.ts';
import type { ProjectsAnswer } from '../features/projects/useProjects.ts';
import type { Sessions } from '../features/runtimes/model.ts';

export interface ListedProject {
  readonly projectId: string;
  readonly name: string;
  /** An agent hosts it, so it can be built and run from here. */
  readonly hosted: boolean;
  /** What is wrong with its own files. */
  readonly problem: string | null;
}

/**
 * The projects of the agents and of every other publisher, by name: a CI job that only reports
 * progress has its row too.
 */
export function listProjects(
  answer: ProjectsAnswer,
  builds: BuildsState,
  sessions: Sessions,
): readonly ListedProject[] {
  const hosted = answer.kind === 'known' ? answer.projects : [];
  const listed = new Map<string, ListedProject>();
  for (const { projectId, name, problem } of hosted) {
    listed.set(projectId, { projectId, name, hosted: true, problem: problem ?? null });
  }
  const others = [
    ...Object.keys(builds.byProject),
    ...Object.values(sessions).flatMap(({ projectId }) => projectId ?? []),
  ];
  for (const projectId of others) {
    if (listed.has(projectId)) continue;
    listed.set(projectId, { projectId, name: projectId, hosted: false, problem: null });
  }
  return [...listed.values()].sort((a, b) => a.name.localeCompare(b.name));
}

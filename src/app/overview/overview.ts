import { type Build, type BuildsState, buildsOf } from '../../features/builds/model/model.ts';
import { waitingBuilds } from '../../features/builds/derived/queue.ts';
import type { Session } from '../../features/runtimes/model.ts';
import type { Liveness } from '../../lib/messaging/index.ts';

interface Project {
  readonly projectId: string;
  readonly name: string;
  /** What is wrong with its files. */
  readonly problem: string | null;
}

export type Attention<P extends Project = Project> =
  | {
      readonly kind: 'build';
      readonly project: P;
      readonly build: Build;
      readonly why: 'failed' | 'stalled' | 'lost' | 'no-agent';
    }
  | {
      readonly kind: 'process';
      readonly project: P;
      readonly session: Session;
      readonly why: 'failed' | 'lost';
    }
  | { readonly kind: 'files'; readonly project: P; readonly problem: string };

export type Activity<P extends Project = Project> =
  | { readonly kind: 'build' | 'queued'; readonly project: P; readonly build: Build }
  | { readonly kind: 'process'; readonly project: P; readonly session: Session };

export interface OverviewSource<P extends Project> {
  readonly projects: readonly P[];
  readonly builds: BuildsState;
  readonly sessionsOf: (projectId: string) => readonly Session[];
  readonly buildLiveness: (build: Build) => Liveness;
  readonly sessionLiveness: (session: Session) => Liveness;
  /** Null while unknown. */
  readonly isHosted: (projectId: string) => boolean | null;
}

/** Pure; by project in the order given. */
export function overviewOf<P extends Project>(
  source: OverviewSource<P>,
): { readonly attention: readonly Attention<P>[]; readonly now: readonly Activity<P>[] } {
  return {
    attention: source.projects.flatMap((project) => attentionOf(project, source)),
    now: [
      ...source.projects.flatMap((project) => runningBuilds(project, source)),
      ...source.projects.flatMap((project) => queuedBuilds(project, source)),
      ...source.projects.flatMap((project) => processes(project, source)),
    ],
  };
}

/** The last build that passed or failed. @param builds newest first */
export function lastResult(builds: readonly Build[]): Build | null {
  return builds.find(({ status }) => status === 'completed' || status === 'failed') ?? null;
}

function attentionOf<P extends Project>(
  project: P,
  { builds, sessionsOf, buildLiveness, sessionLiveness, isHosted }: OverviewSource<P>,
): readonly Attention<P>[] {
  const { projectId, problem } = project;
  const found: Attention<P>[] = [];
  if (problem !== null) found.push({ kind: 'files', project, problem });
  const ofProject = buildsOf(builds, projectId);
  const running = ofProject.filter(({ status }) => status === 'running');
  for (const build of running) {
    const why = buildLiveness(build);
    // A replaced build will never report its end.
    if (why !== 'fresh' && !build.superseded) found.push({ kind: 'build', project, build, why });
  }
  const next = ofProject.findLast(({ status }) => status === 'queued');
  if (next && isHosted(projectId) === false) {
    found.push({ kind: 'build', project, build: next, why: 'no-agent' });
  }
  const last = lastResult(ofProject);
  const isBeingFixed = running.some((build) => buildLiveness(build) === 'fresh');
  if (last?.status === 'failed' && !isBeingFixed) {
    found.push({ kind: 'build', project, build: last, why: 'failed' });
  }
  const [session] = sessionsOf(projectId);
  if (session?.status === 'failed') {
    found.push({ kind: 'process', project, session, why: 'failed' });
  } else if (session && session.status === 'running' && sessionLiveness(session) === 'lost') {
    found.push({ kind: 'process', project, session, why: 'lost' });
  }
  return found;
}

function runningBuilds<P extends Project>(
  project: P,
  { builds, buildLiveness }: OverviewSource<P>,
): readonly Activity<P>[] {
  return buildsOf(builds, project.projectId).flatMap((build) =>
    build.status === 'running' && buildLiveness(build) === 'fresh'
      ? [{ kind: 'build', project, build }]
      : [],
  );
}

function queuedBuilds<P extends Project>(
  project: P,
  { builds }: OverviewSource<P>,
): readonly Activity<P>[] {
  const waiting = waitingBuilds(buildsOf(builds, project.projectId));
  return waiting.map((build) => ({ kind: 'queued', project, build }));
}

function processes<P extends Project>(
  project: P,
  { sessionsOf, sessionLiveness }: OverviewSource<P>,
): readonly Activity<P>[] {
  return sessionsOf(project.projectId).flatMap((session) =>
    session.status === 'running' && sessionLiveness(session) !== 'lost'
      ? [{ kind: 'process', project, session }]
      : [],
  );
}

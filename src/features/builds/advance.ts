import { assertNever } from '../../lib/assertNever.ts';
import { type Build, type BuildEvent, type BuildStatus, newBuild } from './build.ts';

/** 100 is for a build that has completed, whatever its publisher says. */
const MAX_RUNNING_PERCENT = 99;

/** The same build from its beginning: what the lost run had reached says nothing any more. */
export function runAgain(build: Build, event: BuildEvent, attempt: number): Build {
  const { key, number, projectId, anonymous, startedBy, retryOf, firstStoredAt, begun } = build;
  const fresh = newBuild(event, firstStoredAt);
  return { ...fresh, key, number, projectId, anonymous, startedBy, retryOf, begun, attempt };
}

/** The build after an event of its present run; pure. */
export function advance(before: Build, event: BuildEvent): Build {
  const build = { ...before, ...identityOf(before, event) };
  if (hasEnded(build)) return afterEnd(build, event);
  switch (event.type) {
    case 'queued':
      return { ...build, ...originOf(build, event), queuedAt: event.timestamp };
    case 'started':
      // What is asked for may be more than what can be done: this is what is done.
      return {
        ...run(build, event),
        ...originOf(build, event),
        fromStep: event.data?.fromStep ?? null,
      };
    case 'progress': {
      const told = run(build, event);
      const cancelling = told.cancelling || event.data?.cancelling === true;
      const cancelledBy = event.data?.cancelledBy ?? told.cancelledBy;
      const percent = event.data?.percent;
      if (percent === undefined)
        return { ...told, cancelling, cancelledBy, step: stepOf(told, event) };
      return {
        ...told,
        cancelling,
        cancelledBy,
        // A bar that goes backwards says nothing.
        percent: Math.max(told.percent ?? 0, Math.min(MAX_RUNNING_PERCENT, percent)),
        toldAll: told.toldAll || percent >= 100,
        step: stepOf(told, event),
      };
    }
    case 'completed':
      return { ...end(build, event, 'completed'), ...madeBy(event), percent: 100, step: null };
    case 'failed':
      return {
        ...end(build, event, 'failed'),
        ...madeBy(event),
        failure: {
          step: event.data?.step ?? build.step,
          exitCode: event.data?.exitCode ?? null,
          message: event.data?.message ?? null,
          lastLines: event.data?.lastLines ?? [],
        },
      };
    case 'cancelled':
      return {
        ...end(build, event, 'cancelled'),
        cancelledBy: event.data?.cancelledBy ?? build.cancelledBy,
      };
    default:
      return assertNever(event);
  }
}

/** What any event of a build may say of it, whatever else it says. */
function identityOf(build: Build, event: BuildEvent): Pick<Build, 'number' | 'git'> {
  const git = event.type === 'progress' ? undefined : event.data?.git;
  return { number: build.number ?? event.data?.number ?? null, git: git ?? build.git };
}

type RunEvent = Extract<BuildEvent, { type: 'started' | 'progress' }>;
type EndEvent = Extract<BuildEvent, { type: 'completed' | 'failed' | 'cancelled' }>;

function hasEnded({ status }: Build): boolean {
  return status !== 'queued' && status !== 'running';
}

type Origin = Pick<Build, 'startedBy' | 'retryOf' | 'fromStep'>;

function originOf(
  build: Build,
  event: Extract<BuildEvent, { type: 'queued' | 'started' }>,
): Origin {
  return {
    startedBy: event.data?.startedBy ?? build.startedBy,
    retryOf: event.data?.retryOf ?? build.retryOf,
    fromStep: build.fromStep ?? event.data?.fromStep ?? null,
  };
}

/** News that comes late must not replace what is newer. */
function isNewest(build: Build, event: BuildEvent): boolean {
  return event.timestamp >= build.toldAt;
}

function stepOf(build: Build, event: Extract<BuildEvent, { type: 'progress' }>): string | null {
  if (!isNewest(build, event)) return build.step;
  return event.data?.step ?? event.data?.message ?? build.step;
}

/** An end stays, as the first one said it; a beginning that comes late still says who and when. */
function afterEnd(build: Build, event: BuildEvent): Build {
  if (event.type === 'queued') {
    return { ...build, ...originOf(build, event), queuedAt: event.timestamp };
  }
  if (event.type !== 'started') return build;
  return {
    ...build,
    startedAt: Math.min(build.startedAt, event.timestamp),
    startedBy: build.startedBy ?? event.data?.startedBy ?? null,
    retryOf: build.retryOf ?? event.data?.retryOf ?? null,
    fromStep: build.fromStep ?? event.data?.fromStep ?? null,
  };
}

/** A build that waited begins now; one that runs already began with the earliest of its events. */
function run(build: Build, event: RunEvent): Build {
  const { timestamp } = event;
  const waited = build.status === 'queued';
  const earlier = event.type === 'started' ? Math.min(build.startedAt, timestamp) : build.startedAt;
  return {
    ...build,
    ...stepsOf(build, event),
    status: 'running',
    begun: true,
    startedAt: waited ? timestamp : earlier,
    heartbeatMs: event.data?.heartbeatMs ?? build.heartbeatMs,
  };
}

function stepsOf(build: Build, event: RunEvent | EndEvent): Pick<Build, 'steps'> | undefined {
  const steps = event.data?.steps;
  if (!steps || (build.steps.length > 0 && !isNewest(build, event))) return undefined;
  return { steps };
}

function end(build: Build, event: EndEvent, status: BuildStatus): Build {
  const told = event.data?.durationMs;
  const steps = event.data?.steps;
  return {
    ...build,
    ...(steps ? { steps } : {}),
    status,
    endedAt: event.timestamp,
    durationMs: told ?? (build.begun ? Math.max(0, event.timestamp - build.startedAt) : null),
  };
}

function madeBy(event: Extract<BuildEvent, { type: 'completed' | 'failed' }>) {
  return {
    artifacts: event.data?.artifacts ?? null,
    artifactsOmitted: event.data?.artifactsOmitted ?? 0,
  };
}

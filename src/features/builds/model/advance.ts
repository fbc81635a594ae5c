import { assertNever } from '../../../lib/assertNever.ts';
import { type EventPosition, isBefore } from '../../../lib/eventOrder.ts';
import { type Build, type BuildEvent, type BuildStatus, newBuild } from './build.ts';

/** 100 is for a completed build, whatever its publisher says. */
const MAX_RUNNING_PERCENT = 99;

/** A new run of the same build. */
export function runAgain(
  build: Build,
  event: BuildEvent,
  attempt: number,
  place: number | null,
): Build {
  const { key, number, projectId, anonymous, startedBy, trigger } = build;
  const { retryOf, begun, beginning } = build;
  return {
    ...newBuild(event, build.firstStoredAt, place),
    ...{ key, number, projectId, anonymous, startedBy, trigger },
    ...{ retryOf, begun, beginning, attempt },
  };
}

/** Pure. @param place null for an event past any stream */
export function advance(before: Build, event: BuildEvent, place: number | null): Build {
  const build = { ...before, ...identityOf(before, event) };
  if (hasEnded(build)) return afterEnd(build, event);
  switch (event.type) {
    case 'queued':
      return { ...build, ...originOf(build, event), queuedAt: event.timestamp };
    case 'started':
      // The publisher's own numbers come last: what can't be done is not shown as done.
      return {
        ...run(build, event, place),
        ...originOf(build, event),
        agent: agentOf(event),
        fromStep: event.data?.fromStep ?? null,
      };
    case 'progress': {
      const next = {
        ...run(build, event, place),
        ...(isNewest(build, { place, time: event.timestamp }) ? annotationsOf(event) : {}),
        cancelling: build.cancelling || event.data?.cancelling === true,
        cancelledBy: event.data?.cancelledBy ?? build.cancelledBy,
      };
      const percent = event.data?.percent;
      if (percent === undefined) return { ...next, step: stepOf(next, event, place) };
      return {
        ...next,
        // A progress bar never goes back.
        percent: Math.max(next.percent ?? 0, Math.min(MAX_RUNNING_PERCENT, percent)),
        reported100: next.reported100 || percent >= 100,
        step: stepOf(next, event, place),
      };
    }
    case 'completed':
      return {
        ...end(build, event, place, 'completed'),
        ...artifactsOf(event),
        percent: 100,
        step: null,
      };
    case 'failed':
      return {
        ...end(build, event, place, 'failed'),
        ...artifactsOf(event),
        failure: {
          step: event.data?.step ?? build.step,
          exitCode: event.data?.exitCode ?? null,
          message: event.data?.message ?? null,
          lastLines: event.data?.lastLines ?? [],
        },
      };
    case 'cancelled':
      return {
        ...end(build, event, place, 'cancelled'),
        cancelledBy: event.data?.cancelledBy ?? build.cancelledBy,
      };
    default:
      return assertNever(event);
  }
}

function agentOf({ data }: Extract<BuildEvent, { type: 'started' }>): Build['agent'] {
  const agent = data?.agent;
  return agent ? { id: agent.id ?? null, name: agent.name ?? null } : null;
}

function identityOf(build: Build, event: BuildEvent): Pick<Build, 'number' | 'git' | 'beginning'> {
  const git = event.type === 'progress' ? undefined : event.data?.git;
  return {
    number: build.number ?? event.data?.number ?? null,
    git: git ?? build.git,
    beginning: beginningOf(build, event),
  };
}

function beginningOf({ beginning }: Build, { type }: BuildEvent): Build['beginning'] {
  if (type === 'queued') return 'queued';
  return type === 'started' && beginning === 'unread' ? 'started' : beginning;
}

type RunEvent = Extract<BuildEvent, { type: 'started' | 'progress' }>;
type EndEvent = Extract<BuildEvent, { type: 'completed' | 'failed' | 'cancelled' }>;

function hasEnded({ status }: Build): boolean {
  return status !== 'queued' && status !== 'running';
}

type Origin = Pick<Build, 'startedBy' | 'trigger' | 'retryOf' | 'fromStep'>;

function originOf(
  build: Build,
  event: Extract<BuildEvent, { type: 'queued' | 'started' }>,
): Origin {
  return {
    startedBy: event.data?.startedBy ?? build.startedBy,
    trigger: event.data?.trigger ?? build.trigger,
    retryOf: event.data?.retryOf ?? build.retryOf,
    fromStep: build.fromStep ?? event.data?.fromStep ?? null,
  };
}

/** Late events must not replace newer ones. */
export function isNewest(
  { lastEventPlace, lastEventAt }: Build,
  { place, time }: EventPosition,
): boolean {
  return !isBefore({ place, time }, { place: lastEventPlace, time: lastEventAt });
}

function stepOf(
  build: Build,
  event: Extract<BuildEvent, { type: 'progress' }>,
  place: number | null,
): string | null {
  if (!isNewest(build, { place, time: event.timestamp })) return build.step;
  return event.data?.step ?? event.data?.message ?? build.step;
}

/** The first end stays; a late start still says who and when. */
function afterEnd(build: Build, event: BuildEvent): Build {
  if (event.type === 'queued') {
    return { ...build, ...originOf(build, event), queuedAt: event.timestamp };
  }
  if (event.type !== 'started') return build;
  return {
    ...build,
    startedAt: Math.min(build.startedAt, event.timestamp),
    startedBy: build.startedBy ?? event.data?.startedBy ?? null,
    trigger: build.trigger ?? event.data?.trigger ?? null,
    agent: build.agent ?? agentOf(event),
    retryOf: build.retryOf ?? event.data?.retryOf ?? null,
    fromStep: build.fromStep ?? event.data?.fromStep ?? null,
  };
}

/** A waiting build begins; a running one began with the earliest of its events. */
function run(build: Build, event: RunEvent, place: number | null): Build {
  const { timestamp } = event;
  const waited = build.status === 'queued';
  const earlier = event.type === 'started' ? Math.min(build.startedAt, timestamp) : build.startedAt;
  return {
    ...build,
    ...stepsOf(build, event, place),
    status: 'running',
    begun: true,
    startedAt: waited ? timestamp : earlier,
    beganPlace: waited ? place : build.beganPlace,
    heartbeatMs: event.data?.heartbeatMs ?? build.heartbeatMs,
  };
}

function stepsOf(
  build: Build,
  event: RunEvent,
  place: number | null,
): Pick<Build, 'steps'> | undefined {
  const steps = event.data?.steps;
  if (!steps) return undefined;
  if (build.steps.length === 0) return { steps };
  // The stream may have a start after a later event: they are two subjects.
  const isLate = event.type === 'started' || !isNewest(build, { place, time: event.timestamp });
  return isLate ? undefined : { steps };
}

function end(build: Build, event: EndEvent, place: number | null, status: BuildStatus): Build {
  const steps = event.data?.steps;
  return {
    ...build,
    ...(steps ? { steps } : {}),
    ...annotationsOf(event),
    status,
    endedAt: event.timestamp,
    endedPlace: place,
    durationMs: durationOf(build, event),
  };
}

/** As its publisher says, or between its events; time in the queue does not count. */
function durationOf({ status, begun, startedAt }: Build, event: EndEvent): number | null {
  const reported = event.data?.durationMs;
  if (status === 'queued') return event.type === 'cancelled' ? null : (reported ?? null);
  return reported ?? (begun ? Math.max(0, event.timestamp - startedAt) : null);
}

/** A publisher may send any number. */
const MAX_ANNOTATIONS = 200;

/** Each event has the complete list. */
function annotationsOf({
  data,
}: EndEvent | Extract<BuildEvent, { type: 'progress' }>): Partial<
  Pick<Build, 'annotations' | 'annotationsOmitted'>
> {
  const { annotations, annotationsOmitted } = data ?? {};
  if (!annotations) return annotationsOmitted === undefined ? {} : { annotationsOmitted };
  const beyond = Math.max(0, annotations.length - MAX_ANNOTATIONS);
  return {
    annotations: annotations.slice(0, MAX_ANNOTATIONS),
    annotationsOmitted: (annotationsOmitted ?? 0) + beyond,
  };
}

function artifactsOf(event: Extract<BuildEvent, { type: 'completed' | 'failed' }>) {
  return {
    artifacts: event.data?.artifacts ?? null,
    artifactsOmitted: event.data?.artifactsOmitted ?? 0,
  };
}

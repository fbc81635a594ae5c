import { assertNever } from '../../../src/lib/assertNever.ts';

/** A build starts when nothing was saved for so long, */
export const QUIET_MS = 500;
/** and this long after the first change at the latest. */
export const MAX_WAIT_MS = 3_000;
/** What a build writes last is seen a moment after its end. */
export const AFTER_BUILD_MS = 1_500;
/** Builds in a row that only files changed during the one before may have started. */
export const MAX_ECHOES = 5;

/** A saved file. */
export interface ChangedFile {
  readonly path: string;
  /** Who saved it through Slate; null for any program on the machine, a build among them. */
  readonly by: string | null;
  /** A build may have written it. */
  readonly isEcho: boolean;
}

export interface Changes {
  /** Who saved it last, by path. */
  readonly files: ReadonlyMap<string, string | null>;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Builds may have written all of it. */
  readonly isEcho: boolean;
}

/** What is known of a project whose changes start builds. Times are of any clock that does not go back. */
export interface ChangeTrigger {
  /** In no build yet. */
  readonly pending: Changes | null;
  /** The build that was asked for last, as long as it has not begun. */
  readonly asked:
    | { readonly kind: 'none' }
    | { readonly kind: 'asking'; readonly changes: Changes }
    | { readonly kind: 'waiting'; readonly buildId: string; readonly changes: Changes };
  /** The project's builds that wait or run, whoever started them. */
  readonly builds: ReadonlyMap<string, 'waiting' | 'running'>;
  readonly endedAt: number;
  /** Nothing is asked for before. */
  readonly notBefore: number;
  readonly echoes: number;
}

export const noChanges: ChangeTrigger = {
  pending: null,
  asked: { kind: 'none' },
  builds: new Map(),
  endedAt: -Infinity,
  notBefore: -Infinity,
  echoes: 0,
};

export type TriggerEvent =
  | { readonly type: 'changed'; readonly files: readonly ChangedFile[]; readonly at: number }
  /** A build is asked for with all changes so far; one that waits is taken back. */
  | { readonly type: 'asking' }
  | { readonly type: 'accepted'; readonly buildId: string }
  /** @param retryAt null if the same would be refused again */
  | { readonly type: 'refused'; readonly retryAt: number | null }
  | { readonly type: 'build-queued'; readonly buildId: string }
  /** @param isWhole it runs all steps, so that everything saved before is in it */
  | { readonly type: 'build-started'; readonly buildId: string; readonly isWhole: boolean }
  | { readonly type: 'build-ended'; readonly buildId: string; readonly at: number }
  /** No build of the project waits or runs. */
  | { readonly type: 'all-ended'; readonly at: number }
  /** What was saved starts nothing. */
  | { readonly type: 'dropped' };

/** Pure. */
export function nextTrigger(state: ChangeTrigger, event: TriggerEvent): ChangeTrigger {
  switch (event.type) {
    case 'changed':
      return { ...state, pending: withFiles(state, event.files, event.at) };
    case 'asking': {
      const before = state.asked.kind === 'waiting' ? state.asked.changes : null;
      const changes = joined(before, state.pending);
      if (!changes) return state;
      const echoes = changes.isEcho ? state.echoes + 1 : 0;
      return { ...state, pending: null, asked: { kind: 'asking', changes }, echoes };
    }
    case 'accepted': {
      if (state.asked.kind !== 'asking') return state;
      const { buildId } = event;
      const { changes } = state.asked;
      // Its start may be known before the answer is.
      if (state.builds.get(buildId) === 'running') return { ...state, asked: { kind: 'none' } };
      const builds = new Map(state.builds).set(buildId, 'waiting');
      return { ...state, builds, asked: { kind: 'waiting', buildId, changes } };
    }
    case 'refused': {
      if (state.asked.kind !== 'asking') return state;
      const asked = { kind: 'none' } as const;
      if (event.retryAt === null) return { ...state, asked };
      const pending = joined(state.asked.changes, state.pending);
      return { ...state, asked, pending, notBefore: event.retryAt };
    }
    case 'build-queued':
      return { ...state, builds: new Map(state.builds).set(event.buildId, 'waiting') };
    case 'build-started':
      return {
        ...state,
        builds: new Map(state.builds).set(event.buildId, 'running'),
        asked: withoutBuild(state.asked, event.buildId),
        pending: event.isWhole ? null : state.pending,
      };
    case 'build-ended': {
      const builds = new Map(state.builds);
      builds.delete(event.buildId);
      const asked = withoutBuild(state.asked, event.buildId);
      // One that never began has written nothing.
      const hasRun = state.builds.get(event.buildId) !== 'waiting';
      return { ...state, builds, asked, endedAt: hasRun ? event.at : state.endedAt };
    }
    case 'all-ended': {
      const asked = state.asked.kind === 'waiting' ? ({ kind: 'none' } as const) : state.asked;
      return { ...state, builds: new Map(), asked, endedAt: event.at };
    }
    case 'dropped':
      return { ...state, pending: null };
    default:
      return assertNever(event);
  }
}

export type TriggerStep =
  /** Until something happens. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'start' }
  /** Instead of the one that waits: that lacks what was saved since. */
  | { readonly kind: 'supersede'; readonly buildId: string }
  /** Builds seem to write these files each time. */
  | { readonly kind: 'drop'; readonly files: readonly string[] };

/** What to do now. */
export function triggerStep(state: ChangeTrigger, now: number): TriggerStep {
  const { pending, asked, builds, endedAt, notBefore, echoes } = state;
  if (!pending || asked.kind === 'asking' || isRunning(state)) return { kind: 'rest' };
  const settledAt = Math.min(pending.lastAt + QUIET_MS, pending.firstAt + MAX_WAIT_MS);
  const dueAt = Math.max(settledAt, endedAt + AFTER_BUILD_MS, notBefore);
  if (now < dueAt) return { kind: 'wait', ms: dueAt - now };
  if (pending.isEcho && echoes >= MAX_ECHOES) {
    return { kind: 'drop', files: [...pending.files.keys()] };
  }
  if (asked.kind === 'waiting') return { kind: 'supersede', buildId: asked.buildId };
  // Somebody else's build waits: when it begins, all that was saved is in it.
  return builds.size > 0 ? { kind: 'rest' } : { kind: 'start' };
}

/** Whether what is seen to have changed on disk now may be a build's work. */
export function mayBeOutput(state: ChangeTrigger, now: number): boolean {
  return isRunning(state) || now - state.endedAt < AFTER_BUILD_MS;
}

/** The one who saved all of it; null if that is not one person, or not known. */
export function savedBy({ files }: Changes): string | null {
  const [first = null, ...others] = new Set(files.values());
  return others.length === 0 ? first : null;
}

const isRunning = ({ builds }: ChangeTrigger) => [...builds.values()].includes('running');

function withFiles(state: ChangeTrigger, files: readonly ChangedFile[], at: number): Changes {
  const isEcho = files.every((file) => file.isEcho);
  const added = new Map(files.map(({ path, by }) => [path, by]));
  const changes = { files: added, firstAt: at, lastAt: at, isEcho };
  return joined(state.pending, changes) ?? changes;
}

function joined(before: Changes | null, after: Changes | null): Changes | null {
  if (!before || !after) return before ?? after;
  return {
    files: new Map([...before.files, ...after.files]),
    firstAt: before.firstAt,
    lastAt: after.lastAt,
    isEcho: before.isEcho && after.isEcho,
  };
}

function withoutBuild(asked: ChangeTrigger['asked'], buildId: string): ChangeTrigger['asked'] {
  return asked.kind === 'waiting' && asked.buildId === buildId ? { kind: 'none' } : asked;
}

import { assertNever } from '../../lib/assertNever.ts';
import type { Delivery } from '../../lib/messaging/index.ts';

export type SessionStatus = 'running' | 'stopped' | 'failed';

/** Figures of a running process, from its last status event. */
export interface SessionFigures {
  /** 100 is one core fully used. */
  readonly cpuPercent: number | null;
  readonly memoryBytes: number | null;
  readonly pid: number | null;
}

/** One run of a project's process. Times are the agent's clock, milliseconds since the epoch. */
export interface Session {
  readonly sessionId: string;
  readonly projectId: string | null;
  readonly status: SessionStatus;
  readonly command: string | null;
  readonly startedBy: string | null;
  /** The session that ended for this one to begin. */
  readonly restartOf: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly error: string | null;
  readonly figures: SessionFigures | null;
}

export type Sessions = Readonly<Record<string, Session>>;

export type SessionDelivery = Delivery<`slate.runtime.*.${string}`>;

/** A publisher with a new id for everything must not fill the page's memory. */
const MAX_SESSIONS = 2_000;

/**
 * Applies events; pure. They may come in any order: an end is final. Of very many sessions the
 * oldest that have ended are forgotten.
 */
export function applySessionEvents(
  sessions: Sessions,
  deliveries: readonly SessionDelivery[],
): Sessions {
  const next = new Map(Object.entries(sessions));
  for (const { event } of deliveries) {
    if (event.type === 'log' || event.type === 'partial') continue;
    next.set(event.sessionId, applied(next.get(event.sessionId), event));
  }
  if (next.size > MAX_SESSIONS) {
    const oldestFirst = [...next.values()].sort(
      (a, b) => Number(b.endedAt !== null) - Number(a.endedAt !== null) || timeOf(a) - timeOf(b),
    );
    for (const { sessionId } of oldestFirst.slice(0, next.size - MAX_SESSIONS)) {
      next.delete(sessionId);
    }
  }
  return Object.fromEntries(next);
}

const timeOf = ({ endedAt, startedAt }: Session) => endedAt ?? startedAt ?? 0;

function applied(known: Session | undefined, event: SessionEvent): Session {
  const session = known ?? newSession(event.sessionId);
  return advance({ ...session, projectId: event.data?.projectId ?? session.projectId }, event);
}

type SessionEvent = Exclude<SessionDelivery['event'], { type: 'log' | 'partial' }>;

function newSession(sessionId: string): Session {
  return {
    sessionId,
    projectId: null,
    status: 'running',
    command: null,
    startedBy: null,
    restartOf: null,
    startedAt: null,
    endedAt: null,
    exitCode: null,
    signal: null,
    error: null,
    figures: null,
  };
}

function advance(session: Session, event: SessionEvent): Session {
  switch (event.type) {
    case 'started': {
      const again = session.endedAt !== null && event.timestamp > session.endedAt;
      return {
        ...(again ? { ...newSession(session.sessionId), projectId: session.projectId } : session),
        command: event.data?.command ?? session.command,
        startedBy: event.data?.startedBy ?? session.startedBy,
        restartOf: event.data?.restartOf ?? session.restartOf,
        startedAt: event.timestamp,
      };
    }
    case 'status': {
      if (session.endedAt !== null) return session;
      const { cpuPercent = null, memoryBytes = null, pid = null, uptimeMs } = event.data ?? {};
      const since = uptimeMs === undefined ? null : event.timestamp - uptimeMs;
      return {
        ...session,
        figures: { cpuPercent, memoryBytes, pid },
        startedAt: session.startedAt ?? since,
      };
    }
    case 'stopped': {
      const exitCode = event.data?.exitCode ?? null;
      return {
        ...session,
        status: session.error !== null ? 'failed' : 'stopped',
        endedAt: event.timestamp,
        exitCode,
        signal: event.data?.signal ?? null,
        figures: null,
      };
    }
    case 'error':
      return {
        ...session,
        status: 'failed',
        endedAt: session.endedAt ?? event.timestamp,
        error: event.data?.message ?? 'The process failed.',
        figures: null,
      };
    default:
      return assertNever(event);
  }
}

/** Running ones first, each kind with the newest on top. */
export function inListOrder(sessions: readonly Session[]): readonly Session[] {
  return [...sessions].sort(
    (a, b) =>
      Number(b.status === 'running') - Number(a.status === 'running') || timeOf(b) - timeOf(a),
  );
}

/** Sessions that run, of other projects than `projectId`. */
export function runningElsewhere(sessions: Sessions, projectId: string | null): readonly Session[] {
  return Object.values(sessions).filter(
    (session) => session.status === 'running' && session.projectId !== projectId,
  );
}

/** What came after a session that has ended: its restart, or what runs of its project now. */
export function successorOf(
  sessions: Sessions,
  ended: Session,
): { readonly how: 'restarted' | 'later'; readonly session: Session } | null {
  if (ended.status === 'running') return null;
  const all = Object.values(sessions);
  const restarted = all.find(({ restartOf }) => restartOf === ended.sessionId);
  if (restarted) return { how: 'restarted', session: restarted };
  const later = all.find(
    ({ status, projectId }) =>
      status === 'running' && projectId !== null && projectId === ended.projectId,
  );
  return later ? { how: 'later', session: later } : null;
}

/** How a session ended, in words; null while it runs, or when nobody told. */
export function describeEnd({ exitCode, signal, error }: Session): string | null {
  if (exitCode !== null) return `exit code ${exitCode}`;
  return signal !== null ? `ended by ${signal}` : error;
}

/** A project's sessions, newest first. */
export function sessionsOf(sessions: Sessions, projectId: string): readonly Session[] {
  return Object.values(sessions)
    .filter((session) => session.projectId === projectId)
    .sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
}

import { assertNever } from '../../lib/assertNever.ts';
import { entryOf } from '../../lib/entryOf.ts';
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
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly error: string | null;
  readonly figures: SessionFigures | null;
}

export type Sessions = Readonly<Record<string, Session>>;

export type SessionDelivery = Delivery<`slate.runtime.*.${string}`>;

/** Applies one event; pure. Events may come in any order: an end is final. */
export function applySessionEvent(sessions: Sessions, { event }: SessionDelivery): Sessions {
  if (event.type === 'log') return sessions;
  const known = entryOf(sessions, event.sessionId) ?? newSession(event.sessionId);
  const projectId = event.data?.projectId ?? known.projectId;
  const next = advance({ ...known, projectId }, event);
  return { ...sessions, [event.sessionId]: next };
}

type SessionEvent = Exclude<SessionDelivery['event'], { type: 'log' }>;

function newSession(sessionId: string): Session {
  return {
    sessionId,
    projectId: null,
    status: 'running',
    command: null,
    startedBy: null,
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

/** A project's sessions, newest first. */
export function sessionsOf(sessions: Sessions, projectId: string): readonly Session[] {
  return Object.values(sessions)
    .filter((session) => session.projectId === projectId)
    .sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
}

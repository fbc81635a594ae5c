import { assertNever } from '../../lib/assertNever.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { isBefore } from '../../lib/eventOrder.ts';
import {
  type ConnectionState,
  type Delivery,
  type Liveness,
  livenessAfter,
  silentMs,
} from '../../lib/messaging/index.ts';

export type SessionStatus = 'running' | 'stopped' | 'failed';

export interface SessionFigures {
  /** 100 is one core fully used. */
  readonly cpuPercent: number | null;
  readonly memoryBytes: number | null;
  readonly pid: number | null;
}

/** One run of a project's process. Times are the agent's, milliseconds since the epoch. */
export interface Session {
  readonly sessionId: string;
  readonly projectId: string | null;
  /** The deployment that it runs for: then it is not the project's own process. */
  readonly deploymentId: string | null;
  readonly status: SessionStatus;
  readonly command: string | null;
  readonly startedBy: string | null;
  /** Null if its publisher does not say. */
  readonly agent: { readonly id: string | null; readonly name: string | null } | null;
  readonly stoppedBy: string | null;
  readonly restartOf: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** It may go on running. */
  readonly error: string | null;
  readonly figures: SessionFigures | null;
  /** Stream sequences; null past any stream. */
  readonly beganPlace: number | null;
  readonly endedPlace: number | null;
  /** When the first event was stored; null like the sequences. */
  readonly firstStoredAt: number | null;
  /** The promised interval between events; null without a promise. */
  readonly heartbeatMs: number | null;
  /** Its last sign of life, by the reader's clock. */
  readonly receivedAt: number;
  /** Figures are in no stream, so none came before. */
  readonly listenedSince: number;
  /** Its status was requested, and no agent knows it. */
  readonly isUnanswered: boolean;
}

export type Sessions = Readonly<Record<string, Session>>;

export type SessionDelivery = Delivery<`slate.runtime.*.${string}`>;

/** A publisher with ever new ids must not fill the page's memory. */
const MAX_SESSIONS = 2_000;
/** How long a session is believed without a promise or an agent that knows it. */
const BELIEVED_MS = 60_000;

/**
 * Pure. Events may come in any order: an end is final, unless the session begins again or later
 * says that it runs. The oldest ended ones are forgotten.
 * @param now the reader's clock
 * @param listeningSince since when figures, which no stream keeps, are received
 */
export function applySessionEvents(
  sessions: Sessions,
  deliveries: readonly SessionDelivery[],
  now: number,
  listeningSince = now,
): Sessions {
  const next = new Map(Object.entries(sessions));
  for (const { event, meta } of deliveries) {
    if (event.type === 'log' || event.type === 'partial') continue;
    const { place = null, storedAt: stored = null, ageMs = 0, replayed } = meta;
    const known = next.get(event.sessionId) ?? newSession(event.sessionId, stored, listeningSince);
    const named = {
      ...known,
      projectId: event.data?.projectId ?? known.projectId,
      deploymentId: deploymentOf(event) ?? known.deploymentId,
    };
    next.set(event.sessionId, {
      ...advance(named, event, place),
      receivedAt: Math.max(known.receivedAt, now - ageMs),
      isUnanswered: known.isUnanswered && replayed,
    });
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

/** A sign of life that is no event. @param now as in applySessionEvents */
export function markReceived(sessions: Sessions, sessionId: string, now: number): Sessions {
  const session = entryOf(sessions, sessionId);
  return session ? { ...sessions, [sessionId]: { ...session, receivedAt: now } } : sessions;
}

/** Its status was requested, and no agent knows it. */
export function markUnanswered(sessions: Sessions, sessionId: string): Sessions {
  const session = entryOf(sessions, sessionId);
  return session ? { ...sessions, [sessionId]: { ...session, isUnanswered: true } } : sessions;
}

/** @param now the reader's clock, as in applySessionEvents */
export function livenessOf(session: Session, connection: ConnectionState, now: number): Liveness {
  const { status, heartbeatMs, receivedAt, listenedSince, isUnanswered } = session;
  if (status !== 'running') return 'fresh';
  // Until an agent denies it, silence counts from when it could be received.
  const lastSignAt = isUnanswered ? receivedAt : Math.max(receivedAt, listenedSince);
  const silence = silentMs(connection, lastSignAt, now);
  if (silence === null) return 'fresh';
  if (heartbeatMs !== null) return livenessAfter(silence, heartbeatMs);
  return isUnanswered && silence > BELIEVED_MS ? 'lost' : 'fresh';
}

/** Its end, else its start. */
export const timeOf = ({ endedAt, startedAt }: Session) => endedAt ?? startedAt ?? 0;

const deploymentOf = (event: SessionDelivery['event']): string | null =>
  event.type === 'started' || event.type === 'status' ? (event.data?.deploymentId ?? null) : null;

type SessionEvent = Exclude<SessionDelivery['event'], { type: 'log' | 'partial' }>;

function newSession(sessionId: string, stored: number | null, listenedSince: number): Session {
  return {
    sessionId,
    projectId: null,
    deploymentId: null,
    status: 'running',
    command: null,
    startedBy: null,
    agent: null,
    stoppedBy: null,
    restartOf: null,
    startedAt: null,
    endedAt: null,
    exitCode: null,
    signal: null,
    error: null,
    figures: null,
    beganPlace: null,
    endedPlace: null,
    firstStoredAt: stored,
    heartbeatMs: null,
    receivedAt: 0,
    listenedSince,
    isUnanswered: false,
  };
}

/** Pure. @param place its stream sequence */
function advance(session: Session, event: SessionEvent, place: number | null): Session {
  switch (event.type) {
    case 'started':
      return {
        ...(beginsAgain(session, event, place) ? restarted(session) : session),
        command: event.data?.command ?? session.command,
        startedBy: event.data?.startedBy ?? session.startedBy,
        agent: event.data?.agent
          ? { id: event.data.agent.id ?? null, name: event.data.agent.name ?? null }
          : session.agent,
        restartOf: event.data?.restartOf ?? session.restartOf,
        heartbeatMs: event.data?.heartbeatMs ?? session.heartbeatMs,
        startedAt: event.timestamp,
        beganPlace: place,
      };
    case 'status':
      return withStatus(session, event);
    case 'stopped': {
      const { exitCode = null, uptimeMs } = event.data ?? {};
      return {
        ...end(session, event, place),
        startedAt: session.startedAt ?? beganAt(event, uptimeMs),
        status: session.status === 'failed' || wasFatal(session, exitCode) ? 'failed' : 'stopped',
        exitCode,
        signal: event.data?.signal ?? null,
        stoppedBy: event.data?.stoppedBy ?? null,
      };
    }
    case 'error': {
      const error = event.data?.message ?? 'The process failed.';
      // It explains the end, or is about one that goes on.
      const { endedAt, exitCode } = session;
      const failed = endedAt !== null && wasFatal({ error }, exitCode);
      return { ...session, error, ...(failed ? { status: 'failed' } : {}) };
    }
    default:
      return assertNever(event);
  }
}

function beginsAgain(
  { endedAt, endedPlace }: Session,
  { timestamp: time }: SessionEvent,
  place: number | null,
): boolean {
  return endedAt !== null && !isBefore({ place, time }, { place: endedPlace, time: endedAt });
}

const restarted = ({
  sessionId,
  projectId,
  deploymentId,
  firstStoredAt,
  listenedSince,
}: Session): Session => ({
  ...newSession(sessionId, firstStoredAt, listenedSince),
  projectId,
  deploymentId,
});

/** An error is why a process ended, unless it ended well. */
const wasFatal = ({ error }: Pick<Session, 'error'>, exitCode: number | null) =>
  error !== null && exitCode !== 0;

const end = (session: Session, { timestamp }: SessionEvent, place: number | null): Session => ({
  ...session,
  endedAt: timestamp,
  endedPlace: place,
  figures: null,
});

function withStatus(session: Session, event: Extract<SessionEvent, { type: 'status' }>): Session {
  const { state, cpuPercent = null, memoryBytes = null, pid = null } = event.data ?? {};
  const { uptimeMs, exitCode = null, heartbeatMs = session.heartbeatMs } = event.data ?? {};
  const hasEnded = session.endedAt !== null;
  if (state === 'stopped' || state === 'failed') {
    return hasEnded ? session : { ...end(session, event, null), status: state, exitCode };
  }
  // A late figure proves nothing; its own later event does.
  const runsAgain = state === 'running' && event.timestamp > (session.endedAt ?? 0);
  if (hasEnded && !runsAgain) return session;
  return {
    ...session,
    status: 'running',
    endedAt: null,
    endedPlace: null,
    exitCode: null,
    signal: null,
    figures: { cpuPercent, memoryBytes, pid },
    heartbeatMs,
    startedAt: session.startedAt ?? beganAt(event, uptimeMs),
  };
}

const beganAt = ({ timestamp }: SessionEvent, uptimeMs: number | undefined) =>
  uptimeMs === undefined ? null : timestamp - uptimeMs;

/** In words; null while it runs or if unknown. */
export function describeEnd({ exitCode, signal, error }: Session): string | null {
  if (exitCode !== null) return `exit code ${exitCode}`;
  return signal !== null ? `ended by ${signal}` : error;
}

import { isBefore, type Moment, wasBefore } from '../../lib/eventOrder.ts';
import { type Session, type Sessions, timeOf } from './model.ts';

/** As far as it can be believed. */
export type IsAlive = (session: Session) => boolean;

export const firstMomentOf = ({ firstStoredAt, startedAt }: Session): Moment => ({
  storedAt: firstStoredAt,
  time: startedAt ?? 0,
});

/** Newest first, without those of deployments. @param namesakeUntil when an earlier project with this id was deleted */
export function sessionsOf(
  sessions: Sessions,
  projectId: string,
  namesakeUntil: Moment | null = null,
): readonly Session[] {
  return Object.values(sessions)
    .filter(
      (session) =>
        session.projectId === projectId &&
        session.deploymentId === null &&
        (namesakeUntil === null || !wasBefore(firstMomentOf(session), namesakeUntil)),
    )
    .sort((a, b) => (beganBefore(a, b) ? 1 : beganBefore(b, a) ? -1 : 0));
}

function beganBefore(a: Session, b: Session): boolean {
  return isBefore(
    { place: a.beganPlace, time: a.startedAt ?? 0 },
    { place: b.beganPlace, time: b.startedAt ?? 0 },
  );
}

export interface ShownSessions {
  /** The newest that runs, else the newest. */
  readonly shown: Session | null;
  /** On another agent, or by another publisher. */
  readonly others: readonly Session[];
}

/** @param ofProject newest first */
export function shownSessions(ofProject: readonly Session[], isAlive: IsAlive): ShownSessions {
  const [newest, ...others] = ofProject.filter(isAlive);
  return { shown: newest ?? ofProject[0] ?? null, others };
}

/** Running ones first, each kind with the newest on top. */
export function inListOrder(sessions: readonly Session[], isAlive: IsAlive): readonly Session[] {
  return [...sessions].sort(
    (a, b) => Number(isAlive(b)) - Number(isAlive(a)) || timeOf(b) - timeOf(a),
  );
}

/** Running sessions of other projects. */
export function runningElsewhere(
  sessions: Sessions,
  projectId: string | null,
  isAlive: IsAlive,
): readonly Session[] {
  return Object.values(sessions).filter(
    (session) => session.projectId !== projectId && isAlive(session),
  );
}

/** What came after an ended session: its restart, or what runs of its project now. */
export function successorOf(
  sessions: Sessions,
  ended: Session,
  isAlive: IsAlive,
): { readonly how: 'restarted' | 'later'; readonly session: Session } | null {
  if (isAlive(ended)) return null;
  const all = Object.values(sessions);
  const restarted = all.find(({ restartOf }) => restartOf === ended.sessionId);
  if (restarted) return { how: 'restarted', session: restarted };
  const later = all.find(
    (session) =>
      session.projectId !== null &&
      session.projectId === ended.projectId &&
      session.deploymentId === ended.deploymentId &&
      isAlive(session),
  );
  return later ? { how: 'later', session: later } : null;
}

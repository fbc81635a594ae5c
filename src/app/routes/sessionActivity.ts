import { visibleName } from '../../catalogs/slate/index.ts';
import type { Activity } from '../../features/activity/model.ts';
import { describeEnd, type Session } from '../../features/runtimes/model.ts';

const LONGEST_COMMAND = 200;

const shown = (text: string | null) => text && visibleName(text, LONGEST_COMMAND);

/** A run of a process as something that was done in its project; null if its start and end are unknown. */
export function sessionActivity(session: Session): Activity | null {
  const { sessionId, status, startedAt, endedAt, beganPlace, endedPlace } = session;
  const time = endedAt ?? startedAt;
  if (time === null) return null;
  return {
    kind: 'session',
    key: `session ${sessionId}`,
    order: (endedAt === null ? beganPlace : endedPlace) ?? time,
    time,
    by: shown(session.startedBy),
    sessionId,
    result: status === 'running' ? 'started' : status,
    command: shown(session.command),
    durationMs: startedAt === null || endedAt === null ? null : Math.max(0, endedAt - startedAt),
    endedBy: shown(session.stoppedBy),
    ending: endedAt === null ? null : shown(describeEnd(session)),
  };
}

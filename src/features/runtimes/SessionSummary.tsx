import { Duration } from '../../components/Duration.tsx';
import { formatBytes } from '../../components/format.ts';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import { useNow } from '../../components/useNow.ts';
import type { Session } from './model.ts';
import styles from './SessionSummary.module.css';

export interface SessionSummaryProps {
  session: Session | null;
  /** Something of it has arrived, if only log lines: a publisher need not tell of start and end. */
  heard: boolean;
}

/** One line of facts about a session: state, since when, what it uses, how it ended. */
export function SessionSummary({ session, heard }: SessionSummaryProps) {
  const running = session?.status === 'running';
  const now = useNow(running);
  return (
    <div className={styles.line}>
      <span role="status" aria-label="Runtime status">
        <StateBadge state={session?.status ?? 'idle'} />
      </span>
      {!session && heard && (
        <span className={styles.facts}>Its publisher tells of no start or end, only of lines.</span>
      )}
      {session && (
        <span className={styles.facts}>
          {session.command && <code className={styles.command}>{session.command}</code>}
          {session.startedAt !== null && (
            <span>
              {running ? 'up ' : 'ran '}
              <Duration
                ms={Math.max(0, (session.endedAt ?? now) - session.startedAt)}
                ticking={running}
              />
            </span>
          )}
          {session.figures?.cpuPercent != null && (
            <span>CPU {Math.round(session.figures.cpuPercent)} %</span>
          )}
          {session.figures?.memoryBytes != null && (
            <span>{formatBytes(session.figures.memoryBytes)}</span>
          )}
          <SessionEnd session={session} />
          {session.startedBy && <span>by {session.startedBy}</span>}
        </span>
      )}
    </div>
  );
}

function SessionEnd({ session }: { session: Session }) {
  if (session.endedAt === null) return null;
  const how =
    session.exitCode !== null
      ? `exit code ${session.exitCode}`
      : session.signal !== null
        ? `ended by ${session.signal}`
        : session.error;
  return (
    <span>
      {how && `${how}, `}
      <RelativeTime time={session.endedAt} />
    </span>
  );
}

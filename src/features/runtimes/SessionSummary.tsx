import type { ReactNode } from 'react';
import { Duration } from '../../components/Duration.tsx';
import { formatBytes, formatPercent } from '../../components/format.ts';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import { useNow } from '../../components/useNow.ts';
import { describeEnd, type Session } from './model.ts';
import styles from './SessionSummary.module.css';

export interface SessionSummaryProps {
  session: Session | null;
  /** Something of it has arrived, if only log lines: a publisher need not tell of start and end. */
  heard: boolean;
  /** Leaves out CPU and memory: for where charts say it. */
  charted?: boolean;
  /** More facts, e.g. a link to the session that came after it. */
  children?: ReactNode;
}

/** One line of facts about a session: state, since when, what it uses, how it ended. */
export function SessionSummary({ session, heard, charted = false, children }: SessionSummaryProps) {
  const running = session?.status === 'running';
  const now = useNow(running);
  const { cpuPercent = null, memoryBytes = null } = (charted ? null : session?.figures) ?? {};
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
          {cpuPercent !== null && <span>CPU {formatPercent(cpuPercent)}</span>}
          {memoryBytes !== null && <span>{formatBytes(memoryBytes)}</span>}
          <SessionEnd session={session} />
          {session.startedBy && <span>by {session.startedBy}</span>}
          {children}
        </span>
      )}
    </div>
  );
}

function SessionEnd({ session }: { session: Session }) {
  if (session.endedAt === null) return null;
  const how = describeEnd(session);
  return (
    <span>
      {how && `${how}, `}
      <RelativeTime time={session.endedAt} />
    </span>
  );
}

import type { ReactNode } from 'react';
import { AgentName, type AgentNameProps } from '../../../components/people/AgentName.tsx';
import { formatBytes, formatPercent } from '../../../components/time/format.ts';
import { RelativeTime } from '../../../components/time/RelativeTime.tsx';
import { StateBadge } from '../../../components/steps/StateBadge.tsx';
import { describeEnd, type Session } from '../model.ts';
import styles from './SessionSummary.module.css';
import { SessionTime } from './SessionTime.tsx';
import { shownState } from './shownState.ts';
import { useLiveness } from '../useLiveness.ts';

export interface SessionSummaryProps {
  session: Session | null;
  /** Something has arrived, if only log lines: not every publisher sends start and end. */
  hasData: boolean;
  /** Leaves CPU and memory to the charts. */
  charted?: boolean;
  agentPresence?: AgentNameProps['presence'];
  children?: ReactNode;
}

/** State, start, usage and end in one line. */
export function SessionSummary(props: SessionSummaryProps) {
  const { session, hasData, charted = false, agentPresence = 'unknown', children } = props;
  const running = session?.status === 'running';
  const liveness = useLiveness(session ? [session] : []).livenessOf;
  const isHeard = session !== null && liveness(session) === 'fresh';
  const figures = charted || !isHeard ? null : session.figures;
  const { cpuPercent = null, memoryBytes = null } = figures ?? {};
  return (
    <div className={styles.line}>
      <span role="status" aria-label="Runtime status">
        <StateBadge state={session ? shownState(session, liveness(session)) : 'idle'} />
      </span>
      {!session && hasData && (
        <span className={styles.facts}>Logs only; no start or stop reported.</span>
      )}
      {session && (
        <span className={styles.facts}>
          {session.command && (
            <code className={styles.command} title={session.command}>
              {session.command}
            </code>
          )}
          <SessionTime session={session} isHeard={isHeard} />
          {cpuPercent !== null && <span>CPU {formatPercent(cpuPercent)}</span>}
          {memoryBytes !== null && <span>{formatBytes(memoryBytes)}</span>}
          <SessionEnd session={session} />
          {running && session.error !== null && (
            <span className={styles.failed}>reported an error: {session.error}</span>
          )}
          {session.startedBy && <span>by {session.startedBy}</span>}
          {session.agent?.name != null && (
            <AgentName
              name={session.agent.name}
              presence={session.endedAt === null ? agentPresence : 'unknown'}
            />
          )}
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
      {session.stoppedBy !== null && `stopped by ${session.stoppedBy}, `}
      <RelativeTime time={session.endedAt} />
    </span>
  );
}

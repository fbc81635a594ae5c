import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Banner } from '../components/Banner.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { LazyLogView } from '../components/log/LazyLogView.tsx';
import { Panel } from '../components/Panel.tsx';
import { useOffers } from '../features/projects/useOffers.ts';
import type { ProjectsAnswer } from '../features/projects/useProjects.ts';
import { type Session, type Sessions, successorOf } from '../features/runtimes/model.ts';
import { RuntimeActions } from '../features/runtimes/RuntimeActions.tsx';
import { SessionSummary } from '../features/runtimes/SessionSummary.tsx';
import { UsageCharts } from '../features/runtimes/UsageCharts.tsx';
import { useRuntimeLog } from '../features/runtimes/useRuntimeLog.ts';
import { useUsage } from '../features/runtimes/useUsage.ts';
import type { FollowStatus } from '../hooks/index.ts';
import { emptyProcessLog } from './emptyLog.ts';
import { liveOnlyHint } from './liveOnlyHint.ts';
import { logState } from './logState.ts';
import styles from './SessionPane.module.css';
import { useSelf } from './SelfContext.ts';
import { useLogUrl } from './useLogUrl.ts';

export interface SessionPaneProps {
  sessionId: string;
  /** All that are known. */
  sessions: Sessions;
  session: Session | null;
  /** How far the reader of all sessions is. */
  status: FollowStatus;
  /** What agents say of their projects. */
  answer: ProjectsAnswer;
  /** Another session takes this one's place. */
  onReplace: (sessionId: string) => void;
  /** Takes the pane away; left out where it is the only one. */
  onClose?: (() => void) | undefined;
  /** There is room for charts. */
  charts: boolean;
}

/** One process: what it is, what it uses, and everything it prints. */
export function SessionPane(props: SessionPaneProps) {
  const { sessionId, sessions, session, status, answer, onReplace, onClose, charts } = props;
  const self = useSelf();
  const log = useRuntimeLog(sessionId);
  const { nothingToRun, onRecheck } = useOffers(answer, session?.projectId ?? null);
  const url = useLogUrl(onClose ? sessionId : '');
  const usage = useUsage(sessionId);
  const hasLines = useSyncExternalStore(
    log.buffer.subscribe,
    () => log.buffer.getSnapshot().lines > 0,
  );
  const heard = session !== null || hasLines;
  const known = heard || status.phase === 'waiting' || status.phase === 'replaying';
  const charted = charts && session !== null;
  return (
    <Panel
      fill
      flush
      className={styles.panel}
      title={
        onClose ? (
          <Link to="/runtimes/$sessionId" params={{ sessionId }} search={{}}>
            {sessionId}
          </Link>
        ) : (
          'Process'
        )
      }
      actions={
        <>
          <RuntimeActions
            projectId={session?.projectId ?? null}
            session={session}
            userName={self.name}
            agentIsHere={answer.kind === 'known'}
            nothingToRun={nothingToRun}
            onRecheck={onRecheck}
            onStarted={onReplace}
          />
          {onClose && (
            <IconButton size="sm" label={`Close ${sessionId}`} onClick={onClose}>
              <X size={16} aria-hidden="true" />
            </IconButton>
          )}
        </>
      }
    >
      <div className={styles.pane}>
        {!known && (
          <div className={styles.section}>
            <Banner tone="info">
              Nobody has told of a session “{sessionId}” yet. This page goes live when its first
              event arrives.
            </Banner>
          </div>
        )}
        <div className={styles.section}>
          <SessionSummary session={session} heard={heard} charted={charted}>
            {session && <Relatives session={session} sessions={sessions} />}
          </SessionSummary>
          {charted && <UsageCharts session={session} usage={usage} />}
        </div>
        <div className={styles.log}>
          <LazyLogView
            buffer={log.buffer}
            feed={log.feed}
            partial={session === null || session.status === 'running' ? log.partial : null}
            view={url.view}
            onView={url.setView}
            // Side by side keys are for the log that has the focus.
            keys={onClose ? 'log' : 'page'}
            label={onClose ? `Runtime log of ${sessionId}` : 'Runtime log'}
            state={logState(log.status)}
            hint={url.note ?? liveOnlyHint(log.status)}
            emptyText={emptyProcessLog(session, log.status)}
            startTime={session?.startedAt ?? undefined}
            fileName={`${sessionId}.log`}
          />
        </div>
      </div>
    </Panel>
  );
}

/** Which session this one followed, and which followed it. */
function Relatives({ session, sessions }: { session: Session; sessions: Sessions }) {
  const next = successorOf(sessions, session);
  const { restartOf } = session;
  return (
    <>
      {restartOf !== null && (
        <span>
          restart of <SessionIdLink sessionId={restartOf} />
        </span>
      )}
      {next && (
        <span>
          {next.how === 'restarted' ? 'restarted as ' : 'running now: '}
          <SessionIdLink sessionId={next.session.sessionId} />
        </span>
      )}
    </>
  );
}

function SessionIdLink({ sessionId }: { sessionId: string }) {
  return (
    <Link to="/runtimes/$sessionId" params={{ sessionId }} search={{}} className={styles.id}>
      {sessionId}
    </Link>
  );
}

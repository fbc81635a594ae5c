import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useRef, useSyncExternalStore } from 'react';
import { Banner } from '../../components/feedback/Banner.tsx';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { LazyLogView } from '../../features/log/LazyLogView.tsx';
import type { LogViewHandle } from '../../features/log/logViewProps.ts';
import { Panel } from '../../components/Panel.tsx';
import { type AgentsState, presenceOf } from '../../features/agents/model.ts';
import { useOffers } from '../../features/projects/useOffers.ts';
import { type ProjectsAnswer, useOtherProjects } from '../../features/projects/useProjects.ts';
import { successorOf } from '../../features/runtimes/lists.ts';
import type { Session, Sessions } from '../../features/runtimes/model.ts';
import { RuntimeActions } from '../../features/runtimes/sessions/RuntimeActions.tsx';
import { SessionSummary } from '../../features/runtimes/sessions/SessionSummary.tsx';
import { UsageCharts } from '../../features/runtimes/usage/UsageCharts.tsx';
import { useLiveness } from '../../features/runtimes/useLiveness.ts';
import { useRuntimeLog } from '../../features/runtimes/useRuntimeLog.ts';
import { useSession } from '../../features/runtimes/useSession.ts';
import { usageView } from '../../features/runtimes/views.ts';
import { useView } from '../../hooks/index.ts';
import type { ViewStatus } from '../../lib/messaging/index.ts';
import { isCurrent } from '../isCurrent.ts';
import { emptyProcessLog } from './emptyLog.ts';
import { liveOnlyHint } from './liveOnlyHint.ts';
import { logState } from './logState.ts';
import { PanelLoading } from './PanelLoading.tsx';
import styles from './SessionPane.module.css';
import { useReadingPlace } from '../following/readingPlace.ts';
import { useEndWhileFollowing } from '../following/useEndWhileFollowing.ts';
import { useSelf } from '../SelfContext.ts';
import { useLogUrl } from '../url/useLogUrl.ts';

const nowhere = { current: null };

export interface SessionPaneProps {
  sessionId: string;
  /** Those that the page has read, and how far. */
  sessions: Sessions;
  status: ViewStatus;
  answer: ProjectsAnswer;
  agents: AgentsState;
  onReplace: (sessionId: string) => void;
  onClose?: (() => void) | undefined;
  /** There is room for charts. */
  charts: boolean;
}

/** One process: its state, usage and log. */
export function SessionPane(props: SessionPaneProps) {
  const { sessionId, sessions, answer, agents, onReplace, onClose, charts } = props;
  const { session, status } = useSession(sessionId, sessions, props.status);
  const self = useSelf();
  const log = useRuntimeLog(sessionId);
  const projectId = session?.projectId ?? null;
  const listed = answer.projects.find((project) => project.projectId === projectId);
  const unlisted = listed || projectId === null ? [] : [projectId];
  const elsewhere = useOtherProjects(unlisted, answer.kind === 'known');
  const { nothingToRun, onRecheck } = useOffers(listed ?? elsewhere.get(projectId ?? ''));
  const url = useLogUrl(onClose ? sessionId : '');
  const output = useRef<HTMLDivElement>(null);
  const logView = useRef<LogViewHandle>(null);
  // Of several, none is the one that others follow.
  const chosen = url.view.lines;
  useReadingPlace(onClose ? nowhere : output, onClose ? null : chosen, sessionId);
  useEndWhileFollowing(logView, onClose !== undefined || url.view.lines !== null);
  const usage = useView(usageView, sessionId);
  const hasLines = useSyncExternalStore(
    log.buffer.subscribe,
    () => log.buffer.getSnapshot().lines > 0,
  );
  const hasData = session !== null || hasLines;
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
          {session?.deploymentId && projectId !== null ? (
            <Link to="/projects/$projectId/deployments" params={{ projectId }}>
              Deployment
            </Link>
          ) : (
            <RuntimeActions
              projectId={projectId}
              session={session}
              userName={self.name}
              agentIsHere={answer.kind === 'known'}
              nothingToRun={nothingToRun}
              onRecheck={onRecheck}
              onStarted={onReplace}
            />
          )}
          {onClose && <IconButton label={`Close ${sessionId}`} onClick={onClose} icon={X} />}
        </>
      }
    >
      <div className={styles.pane}>
        <div className={styles.about}>
          {isCurrent(status) && !hasData && (
            <div className={styles.section}>
              <Banner tone="info">
                No events from “{sessionId}” yet. This page goes live when the first one arrives.
              </Banner>
            </div>
          )}
          <div className={styles.section}>
            {status.isReady && (hasData || isCurrent(status)) ? (
              <SessionSummary
                session={session}
                hasData={hasData}
                charted={charted}
                agentPresence={presenceOf(agents, session?.agent?.id ?? null)}
              >
                {session && <Relatives session={session} sessions={sessions} />}
              </SessionSummary>
            ) : (
              <PanelLoading label="Loading the process" />
            )}
            {charted && <UsageCharts session={session} usage={usage} />}
          </div>
        </div>
        <div ref={output} className={styles.log}>
          <LazyLogView
            ref={logView}
            buffer={log.buffer}
            feed={log.feed}
            partial={session === null || session.status === 'running' ? log.partial : null}
            view={url.view}
            onView={url.setView}
            // Side by side keys go to the focused log.
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

interface RelativesProps {
  session: Session;
  sessions: Sessions;
}

/** The session before this one, and the one after it. */
function Relatives({ session, sessions }: RelativesProps) {
  const { isAlive } = useLiveness(Object.values(sessions));
  const next = successorOf(sessions, session, isAlive);
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

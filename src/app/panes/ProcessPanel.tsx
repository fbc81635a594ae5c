import { SquareTerminal } from 'lucide-react';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { LazyLogView } from '../../features/log/LazyLogView.tsx';
import { Panel } from '../../components/Panel.tsx';
import { type AgentsState, presenceOf } from '../../features/agents/model.ts';
import type { Session } from '../../features/runtimes/model.ts';
import { OtherSessions } from '../../features/runtimes/sessions/OtherSessions.tsx';
import { RuntimeActions } from '../../features/runtimes/sessions/RuntimeActions.tsx';
import { SessionSummary } from '../../features/runtimes/sessions/SessionSummary.tsx';
import { useRuntimeLog } from '../../features/runtimes/useRuntimeLog.ts';
import { emptyProcessLog } from './emptyLog.ts';
import { liveOnlyHint } from './liveOnlyHint.ts';
import { logState } from './logState.ts';
import { PanelLoading } from './PanelLoading.tsx';
import styles from './ProcessPanel.module.css';
import { useSelf } from '../SelfContext.ts';
import { SessionLink } from './SessionsAside.tsx';

export interface ProcessPanelProps {
  projectId: string;
  session: Session | null;
  others: readonly Session[];
  isKnown: boolean;
  deleted: boolean;
  agentIsHere: boolean;
  agents: AgentsState;
  /** Why there is nothing to run. */
  nothingToRun: string | null;
  onRecheck: (() => void) | undefined;
}

/** What runs of a project, or ran last, and its log. */
export function ProcessPanel(props: ProcessPanelProps) {
  const { projectId, session, others, isKnown, deleted, agentIsHere } = props;
  const { agents, nothingToRun, onRecheck } = props;
  const self = useSelf();
  const log = useRuntimeLog(session?.sessionId ?? null);
  return (
    <Panel
      title="Process"
      flush
      actions={
        <>
          {session && (
            <SessionLink session={session} className={styles.open}>
              Open log
            </SessionLink>
          )}
          {!deleted && (
            <RuntimeActions
              projectId={projectId}
              session={session}
              userName={self.name}
              agentIsHere={agentIsHere}
              nothingToRun={nothingToRun}
              onRecheck={onRecheck}
            />
          )}
        </>
      }
    >
      <div className={styles.section}>
        {isKnown ? (
          <SessionSummary
            session={session}
            hasData={session !== null}
            agentPresence={presenceOf(agents, session?.agent?.id ?? null)}
          />
        ) : (
          <PanelLoading label="Loading the process" />
        )}
        {session && others.length > 0 && (
          <OtherSessions
            shown={session}
            others={others}
            userName={self.name}
            agentIsHere={agentIsHere}
            Link={SessionLink}
          />
        )}
      </div>
      {session && (
        <div className={styles.log}>
          <LazyLogView
            buffer={log.buffer}
            feed={log.feed}
            partial={session.status === 'running' ? log.partial : null}
            label="Runtime log"
            toolbar="none"
            state={logState(log.status)}
            hint={liveOnlyHint(log.status)}
            emptyText={emptyProcessLog(session, log.status)}
            startTime={session.startedAt ?? undefined}
          />
        </div>
      )}
      {isKnown && !session && (
        <EmptyState
          icon={<SquareTerminal size={20} />}
          title={nothingToRun === null ? 'Not running' : 'Nothing to run'}
        >
          {!deleted &&
            (nothingToRun ?? 'Press Run to start the project’s process and read its output here.')}
        </EmptyState>
      )}
    </Panel>
  );
}

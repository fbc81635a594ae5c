import { Play, RotateCw, Square } from 'lucide-react';
import { ActionError } from '../../components/ActionError.tsx';
import { Button } from '../../components/Button.tsx';
import { type CallState, describeCommandError, latestCall, useCommand } from '../../hooks/index.ts';
import type { Session } from './model.ts';
import styles from './RuntimeActions.module.css';

/** The agent gives a process 3 s to end by itself, and waits for its end to be stored. */
const RESTART_TIMEOUT_MS = 20_000;

export interface RuntimeActionsProps {
  /** Whose process Run starts; null while it is not known. */
  projectId: string | null;
  /** The session that the buttons are about. */
  session: Session | null;
  userName: string;
  /** Whether any agent answers: tells "no agent" from "not this project". */
  agentIsHere: boolean;
  /** Why Run could do nothing: looks at the project again instead. Null offers it. */
  nothingToRun?: string | null;
  onRecheck?: (() => void) | undefined;
  /** A new session has begun. */
  onStarted?: (sessionId: string) => void;
}

/** Run, or Restart and Stop while a process runs. What goes wrong is said below the buttons. */
export function RuntimeActions(props: RuntimeActionsProps) {
  // What is pending or was refused ends with its session.
  return <Actions key={props.session?.sessionId ?? ''} {...props} />;
}

function Actions(props: RuntimeActionsProps) {
  const { projectId, session, userName, agentIsHere, onStarted } = props;
  const { nothingToRun = null, onRecheck } = props;
  const start = useCommand('runtime.start');
  const restart = useCommand('runtime.restart', { timeoutMs: RESTART_TIMEOUT_MS });
  const stop = useCommand('runtime.stop');
  const { error } = latestCall<CallState>(start, restart, stop);
  const input = { startedBy: userName };
  const answered = {
    onSuccess: ({ sessionId }: { sessionId: string }) => onStarted?.(sessionId),
  };
  const running = session?.status === 'running';
  return (
    <>
      {error && <ActionError error={error}>{describeCommandError(error, agentIsHere)}</ActionError>}
      {session && (running || restart.isPending) && (
        // Stays when the old process has ended, until it is known what became of the new one.
        <Button
          icon={<RotateCw size={14} />}
          pending={restart.isPending}
          onClick={() => restart.mutate({ ids: { sessionId: session.sessionId }, input }, answered)}
        >
          Restart
        </Button>
      )}
      {running && (
        <>
          {/* The agent answers before the process is gone, and a process may take its time. */}
          {stop.isSuccess && (
            <span role="status" className={styles.note}>
              Stopping…
            </span>
          )}
          <Button
            icon={<Square size={14} />}
            pending={stop.isPending}
            onClick={() => stop.mutate({ ids: { sessionId: session.sessionId }, input: {} })}
          >
            Stop
          </Button>
        </>
      )}
      {!running && !restart.isPending && projectId !== null && (
        <Button
          icon={<Play size={14} />}
          pending={start.isPending}
          unavailable={nothingToRun}
          onClick={() => {
            if (nothingToRun !== null) onRecheck?.();
            else start.mutate({ ids: { projectId }, input }, answered);
          }}
        >
          Run
        </Button>
      )}
    </>
  );
}

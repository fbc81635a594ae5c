import { Play, RotateCw, Square } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { CommandError } from '../../components/CommandError.tsx';
import { describeCommandError, useCommand } from '../../hooks/index.ts';
import type { Session } from './model.ts';
import styles from './RuntimeActions.module.css';
import { useLiveness } from './useLiveness.ts';

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
  /** A new session has begun. */
  onStarted?: (sessionId: string) => void;
}

/**
 * Run, or Restart and Stop while a process runs; Run and Stop while nobody knows whether it does.
 * What goes wrong is said beside the button.
 */
export function RuntimeActions(props: RuntimeActionsProps) {
  const { projectId, session, userName, agentIsHere, onStarted } = props;
  // Here and not with its button: that goes as soon as the old process has ended, and what became
  // of the new one is told later.
  const restart = useCommand('runtime.restart', { timeoutMs: RESTART_TIMEOUT_MS });
  const isOfThis = session !== null && restart.variables?.ids.sessionId === session.sessionId;
  const restarting = isOfThis && restart.isPending;
  const running = session?.status === 'running';
  const isAlive = useLiveness(session ? [session] : []).isAlive;
  const alive = session !== null && isAlive(session);
  return (
    <>
      {isOfThis && restart.error && (
        <CommandError>{describeCommandError(restart.error, agentIsHere)}</CommandError>
      )}
      {session && (alive || restarting) && (
        <Button
          icon={<RotateCw size={14} />}
          pending={restarting}
          onClick={() =>
            restart.mutate(
              { ids: { sessionId: session.sessionId }, input: { startedBy: userName } },
              { onSuccess: ({ sessionId }) => onStarted?.(sessionId) },
            )
          }
        >
          Restart
        </Button>
      )}
      {running && (
        // Its errors and its waiting end with the session.
        <StopAction
          key={session.sessionId}
          sessionId={session.sessionId}
          agentIsHere={agentIsHere}
        />
      )}
      {!alive && !restarting && projectId !== null && (
        <RunAction {...props} projectId={projectId} />
      )}
    </>
  );
}

function RunAction(props: RuntimeActionsProps & { projectId: string }) {
  const { projectId, userName, agentIsHere, onStarted } = props;
  const start = useCommand('runtime.start');
  return (
    <>
      {start.error && <CommandError>{describeCommandError(start.error, agentIsHere)}</CommandError>}
      <Button
        icon={<Play size={14} />}
        pending={start.isPending}
        onClick={() =>
          start.mutate(
            { ids: { projectId }, input: { startedBy: userName } },
            { onSuccess: ({ sessionId }) => onStarted?.(sessionId) },
          )
        }
      >
        Run
      </Button>
    </>
  );
}

export interface StopActionProps {
  sessionId: string;
  agentIsHere: boolean;
  /** Names the session, where there are several to stop. */
  label?: string;
}

/** Stops one session. */
export function StopAction({ sessionId, agentIsHere, label = 'Stop' }: StopActionProps) {
  const stop = useCommand('runtime.stop');
  return (
    <>
      {stop.error && <CommandError>{describeCommandError(stop.error, agentIsHere)}</CommandError>}
      {/* The agent answers before the process is gone, and a process may take its time. */}
      {stop.isSuccess && (
        <span role="status" className={styles.note}>
          Stopping…
        </span>
      )}
      <Button
        icon={<Square size={14} />}
        pending={stop.isPending}
        onClick={() => stop.mutate({ ids: { sessionId }, input: {} })}
      >
        {label}
      </Button>
    </>
  );
}

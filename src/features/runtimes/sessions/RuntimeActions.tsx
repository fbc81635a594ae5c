import { Play, RotateCw, Square } from 'lucide-react';
import type { ComponentProps } from 'react';
import { ActionError } from '../../../components/feedback/ActionError.tsx';
import { Button } from '../../../components/controls/Button.tsx';
import { useHeld } from '../../../components/time/useHeld.ts';
import {
  type CallState,
  describeCommandError,
  latestCall,
  useCommand,
} from '../../../hooks/index.ts';
import type { Session } from '../model.ts';
import styles from './RuntimeActions.module.css';
import { useLiveness } from '../useLiveness.ts';

/** The agent gives a process 3 s to end by itself, and waits for its end to be stored. */
const RESTART_TIMEOUT_MS = 20_000;

export interface RuntimeActionsProps {
  /** Null while unknown. */
  projectId: string | null;
  session: Session | null;
  userName: string;
  /** Distinguishes “no agent” from “not this project”. */
  agentIsHere: boolean;
  /** Why Run could do nothing; the button then checks the project again. */
  nothingToRun?: string | null;
  onRecheck?: (() => void) | undefined;
  onStarted?: (sessionId: string) => void;
}

/**
 * Run, or Restart and Stop while a process runs; Run and Stop while that is unknown. A press acts
 * on the session that the buttons were about.
 */
export function RuntimeActions(props: RuntimeActionsProps) {
  const { session } = props;
  const isAlive = useLiveness(session ? [session] : []).isAlive;
  const slot = {
    session,
    isRunning: session?.status === 'running',
    isAlive: session !== null && isAlive(session),
  };
  // Run is one thing whichever session ended last.
  const key = slot.isRunning ? `${session?.sessionId} ${slot.isAlive}` : 'run';
  const { held, onPress } = useHeld(slot, key);
  return (
    // What is pending or was refused ends with its session.
    <Actions
      key={held.session?.sessionId ?? ''}
      {...props}
      {...held}
      isCurrent={held === slot}
      onPress={onPress}
    />
  );
}

interface ActionsProps extends RuntimeActionsProps {
  isRunning: boolean;
  /** As far as it can be believed. */
  isAlive: boolean;
  /** Changed buttons have no effect for a moment, so that they do not get the press. */
  isCurrent: boolean;
  onPress: () => void;
}

function Actions(props: ActionsProps) {
  const { projectId, session, userName, agentIsHere, onStarted } = props;
  const { nothingToRun = null, onRecheck, isRunning, isAlive, isCurrent, onPress } = props;
  const start = useCommand('runtime.start');
  const restart = useCommand('runtime.restart', { timeoutMs: RESTART_TIMEOUT_MS });
  const stop = useCommand('runtime.stop');
  const { error } = latestCall<CallState>(start, restart, stop);
  const input = { startedBy: userName };
  const answered = {
    onSuccess: ({ sessionId }: { sessionId: string }) => onStarted?.(sessionId),
  };
  const button = { 'aria-disabled': !isCurrent, onClickCapture: onPress };
  return (
    <>
      {error && <ActionError error={error}>{describeCommandError(error, agentIsHere)}</ActionError>}
      {session && (isAlive || restart.isPending) && (
        // Stays when the old process has ended, until the new one is known.
        <Button
          asks
          {...button}
          icon={<RotateCw size={14} />}
          pending={restart.isPending}
          onClick={() => {
            if (isCurrent) {
              restart.mutate({ ids: { sessionId: session.sessionId }, input }, answered);
            }
          }}
        >
          Restart
        </Button>
      )}
      {session && isRunning && (
        <StopButton {...{ button, stop, isCurrent, userName }} sessionId={session.sessionId} />
      )}
      {!isAlive && !restart.isPending && projectId !== null && (
        <Button
          asks
          {...button}
          icon={<Play size={14} />}
          pending={start.isPending}
          unavailable={nothingToRun}
          onClick={() => {
            if (nothingToRun !== null) onRecheck?.();
            else if (isCurrent) start.mutate({ ids: { projectId }, input }, answered);
          }}
        >
          Run
        </Button>
      )}
    </>
  );
}

interface StopButtonProps {
  sessionId: string;
  userName: string;
  stop: ReturnType<typeof useCommand<'runtime.stop'>>;
  isCurrent?: boolean;
  button?: ComponentProps<'button'>;
  label?: string;
}

function StopButton(props: StopButtonProps) {
  const { sessionId, userName, stop, isCurrent = true, button, label = 'Stop' } = props;
  return (
    <>
      {/* The agent answers before the process is gone, and a process may take its time. */}
      {stop.isSuccess && (
        <span role="status" className={styles.note}>
          Stopping…
        </span>
      )}
      <Button
        asks
        {...button}
        icon={<Square size={14} />}
        pending={stop.isPending}
        onClick={() => {
          if (isCurrent) stop.mutate({ ids: { sessionId }, input: { stoppedBy: userName } });
        }}
      >
        {label}
      </Button>
    </>
  );
}

export interface StopActionProps {
  sessionId: string;
  userName: string;
  agentIsHere: boolean;
  label: string;
}

export function StopAction({ sessionId, userName, agentIsHere, label }: StopActionProps) {
  const stop = useCommand('runtime.stop');
  return (
    <>
      {stop.error && (
        <ActionError error={stop.error}>
          {describeCommandError(stop.error, agentIsHere)}
        </ActionError>
      )}
      <StopButton {...{ sessionId, userName, stop, label }} />
    </>
  );
}

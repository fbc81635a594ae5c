import { Play, Square } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { CommandError } from '../../components/CommandError.tsx';
import { describeCommandError, useCommand } from '../../hooks/index.ts';
import type { Session } from './model.ts';

export interface RuntimeActionsProps {
  /** Whose process Run starts; null while it is not known. */
  projectId: string | null;
  /** The newest session of the project. */
  session: Session | null;
  userName: string;
  /** Whether any agent answers: tells "no agent" from "not this project". */
  agentIsHere: boolean;
  /** A new session has begun. */
  onStarted?: (sessionId: string) => void;
}

/** Run, or Stop while a process runs. What goes wrong is said beside the button. */
export function RuntimeActions(props: RuntimeActionsProps) {
  const { projectId, session, userName, agentIsHere, onStarted } = props;
  const start = useCommand('runtime.start');
  const stop = useCommand('runtime.stop');
  const running = session?.status === 'running';
  const error = running ? stop.error : start.error;
  if (!running && projectId === null) return null;
  return (
    <>
      {error && <CommandError>{describeCommandError(error, agentIsHere)}</CommandError>}
      {running ? (
        <Button
          icon={<Square size={14} />}
          pending={stop.isPending}
          onClick={() => stop.mutate({ ids: { sessionId: session.sessionId }, input: {} })}
        >
          Stop
        </Button>
      ) : (
        <Button
          icon={<Play size={14} />}
          pending={start.isPending}
          onClick={() => {
            if (projectId === null) return;
            start.mutate(
              { ids: { projectId }, input: { startedBy: userName } },
              { onSuccess: ({ sessionId }) => onStarted?.(sessionId) },
            );
          }}
        >
          Run
        </Button>
      )}
    </>
  );
}

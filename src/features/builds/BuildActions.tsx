import { Play, Square } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { CommandError } from '../../components/CommandError.tsx';
import { describeCommandError, useCommand } from '../../hooks/index.ts';
import type { Build } from './model.ts';

export interface BuildActionsProps {
  projectId: string;
  /** The project's newest build, or one that waits. */
  build: Build | null;
  /** The name that others read beside the build. */
  userName: string;
  /** Whether any agent answers: tells "no agent" from "not this project". */
  agentIsHere: boolean;
}

/** Build, or Cancel build while one waits or runs. What goes wrong is said beside the button. */
export function BuildActions({ projectId, build, userName, agentIsHere }: BuildActionsProps) {
  const start = useCommand('build.start');
  const cancel = useCommand('build.cancel');
  const underWay = build?.status === 'running' || build?.status === 'queued';
  const cancellable = underWay && !build.anonymous;
  const error = cancellable ? cancel.error : start.error;
  return (
    <>
      {error && <CommandError>{describeCommandError(error, agentIsHere)}</CommandError>}
      {cancellable ? (
        <Button
          icon={<Square size={14} />}
          pending={cancel.isPending}
          onClick={() =>
            cancel.mutate({
              ids: { projectId },
              input: { buildId: build.key, cancelledBy: userName },
            })
          }
        >
          Cancel build
        </Button>
      ) : (
        <Button
          variant="primary"
          icon={<Play size={14} />}
          pending={start.isPending}
          onClick={() => start.mutate({ ids: { projectId }, input: { startedBy: userName } })}
        >
          Build
        </Button>
      )}
    </>
  );
}

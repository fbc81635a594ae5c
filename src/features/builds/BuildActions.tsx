import { Play, Square } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { CommandError } from '../../components/CommandError.tsx';
import { describeCommandError, useCommand } from '../../hooks/index.ts';
import { isMessagingError } from '../../lib/messaging/index.ts';
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
  // A build that no agent knows can't be cancelled from here, nor may it block the next one.
  const isForeign =
    isMessagingError(cancel.error, 'rejected', 'no-responders') &&
    cancel.variables?.input.buildId === build?.key;
  const underWay = build?.status === 'running' || build?.status === 'queued';
  const cancellable = underWay && !build.anonymous && !isForeign;
  const error = cancellable || (isForeign && start.isIdle) ? cancel.error : start.error;
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

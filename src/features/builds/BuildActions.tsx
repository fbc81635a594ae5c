import { Play, RotateCcw, Square, StepForward } from 'lucide-react';
import { ActionError } from '../../components/ActionError.tsx';
import { Button } from '../../components/Button.tsx';
import { type CallState, describeCommandError, latestCall, useCommand } from '../../hooks/index.ts';
import { isMessagingError } from '../../lib/messaging/index.ts';
import type { Build } from './model.ts';
import { rememberMine } from './myBuilds.ts';
import { resumableStep } from './resumable.ts';

export interface BuildActionsProps {
  projectId: string;
  /** The build on show. */
  build: Build | null;
  /** The name that others read beside the build. */
  userName: string;
  /** Whether any agent answers: tells "no agent" from "not this project". */
  agentIsHere: boolean;
  /** Why a build could do nothing: looks at the project again instead. Null offers it. */
  nothingToBuild?: string | null;
  onRecheck?: (() => void) | undefined;
  /** Offers to repeat a build that did not pass. */
  withRetry?: boolean;
  /** A new build waits or runs. */
  onStarted?: (buildId: string) => void;
}

/**
 * Build, at any time: builds queue. Cancel build while the one on show waits or runs, Retry when it
 * did not pass. What goes wrong is said beside the buttons.
 */
export function BuildActions(props: BuildActionsProps) {
  const { projectId, build, userName, agentIsHere, withRetry = false, onStarted } = props;
  const { nothingToBuild = null, onRecheck } = props;
  const start = useCommand('build.start');
  const resume = useCommand('build.resume');
  const cancel = useCommand('build.cancel');
  const underWay = build?.status === 'running' || build?.status === 'queued';
  const cancellable = underWay && !build.anonymous;
  const retryable =
    withRetry && build !== null && (build.status === 'failed' || build.status === 'cancelled');
  const step = retryable ? resumableStep(build) : null;
  const started = {
    onSuccess: ({ buildId }: { buildId: string }) => {
      rememberMine(buildId);
      onStarted?.(buildId);
    },
  };
  const begin = (input: { retryOf?: string }) => {
    if (nothingToBuild !== null) return onRecheck?.();
    start.mutate({ ids: { projectId }, input: { startedBy: userName, ...input } }, started);
  };
  const isRetry = start.variables?.input.retryOf !== undefined;
  const { error } = latestCall<CallState>(start, resume, cancel);
  return (
    <>
      {error && (
        <ActionError error={error}>
          {error === resume.error && isMessagingError(error, 'no-responders')
            ? 'The agent that ran this build is not here. Retry runs all of it.'
            : describeCommandError(error, agentIsHere)}
        </ActionError>
      )}
      {cancellable && (
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
      )}
      {step !== null && build !== null && (
        <Button
          icon={<StepForward size={14} />}
          pending={resume.isPending}
          onClick={() => {
            resume.mutate(
              { ids: { buildId: build.key }, input: { step, startedBy: userName } },
              started,
            );
          }}
        >
          Retry from {step}
        </Button>
      )}
      {retryable && (
        <Button
          icon={<RotateCcw size={14} />}
          pending={start.isPending && isRetry}
          unavailable={nothingToBuild}
          onClick={() => begin(build.anonymous ? {} : { retryOf: build.key })}
        >
          Retry
        </Button>
      )}
      <Button
        variant={underWay ? 'secondary' : 'primary'}
        icon={<Play size={14} />}
        pending={start.isPending && !isRetry}
        unavailable={nothingToBuild}
        title={underWay ? 'Starts another build, after this one' : undefined}
        onClick={() => begin({})}
      >
        Build
      </Button>
    </>
  );
}

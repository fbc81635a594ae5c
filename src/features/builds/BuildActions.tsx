import { Play, RotateCcw, Square, StepForward } from 'lucide-react';
import { ActionError } from '../../components/feedback/ActionError.tsx';
import { Button } from '../../components/controls/Button.tsx';
import { useHeld } from '../../components/time/useHeld.ts';
import { type CallState, describeCommandError, latestCall, useCommand } from '../../hooks/index.ts';
import { isMessagingError } from '../../lib/messaging/index.ts';
import type { Build } from './model/model.ts';
import { rememberMine } from './notices/myBuilds.ts';
import { resumableStep } from './derived/resumable.ts';
import { useLiveness } from './model/useLiveness.ts';

export interface BuildActionsProps {
  projectId: string;
  build: Build | null;
  /** The name that others read beside the build. */
  userName: string;
  /** Distinguishes “no agent” from “not this project”. */
  agentIsHere: boolean;
  /** Why a build could do nothing; the button then checks the project again. */
  nothingToBuild?: string | null;
  onRecheck?: (() => void) | undefined;
  /** Offers to repeat a build that did not pass. */
  withRetry?: boolean;
  onStarted?: (buildId: string) => void;
}

type Slot =
  | { readonly kind: 'cancel'; readonly build: Build }
  | { readonly kind: 'retry'; readonly build: Build }
  | { readonly kind: 'none' };

/**
 * Build at any time, Cancel while the shown build waits or runs, Retry when it did not pass. A
 * press acts on the build that the button was about when it was aimed at.
 */
export function BuildActions(props: BuildActionsProps) {
  const { projectId, build, userName, agentIsHere, withRetry = false, onStarted } = props;
  const { nothingToBuild = null, onRecheck } = props;
  const start = useCommand('build.start');
  const resume = useCommand('build.resume');
  const cancel = useCommand('build.cancel');
  const now = slotOf(build, withRetry);
  const isLost = useLiveness(build) === 'lost';
  // A second press that follows at once was not meant as a second build.
  const isStarting = useHeld(
    start.isPending,
    String(start.isPending),
    (_, next) => next === 'true',
  ).held;
  const { held: slot, onPress } = useHeld(now, keyOf(now), wasNothing);
  /** A changed button has no effect for a moment, so that it does not get the press. */
  const isCurrent = keyOf(slot) === keyOf(now);
  const isUnderWay = build?.status === 'running' || build?.status === 'queued';
  const step = slot.kind === 'retry' ? resumableStep(slot.build) : null;
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
      {slot.kind === 'cancel' && (
        <Button
          asks
          icon={<Square size={14} />}
          aria-disabled={!isCurrent}
          pending={
            (slot.build.cancelling && !isLost) ||
            (cancel.isPending && cancel.variables.input.buildId === slot.build.key)
          }
          // Also presses that are ignored while it waits.
          onClickCapture={onPress}
          onClick={() => {
            if (!isCurrent) return;
            cancel.mutate({
              ids: { projectId },
              input: { buildId: slot.build.key, cancelledBy: userName },
            });
          }}
        >
          {/* One string, and shorter where there is little room. */}
          <span>
            Cancel<span className="hidden-when-narrow"> build</span>
          </span>
        </Button>
      )}
      {slot.kind === 'retry' && step !== null && (
        <Button
          asks
          icon={<StepForward size={14} />}
          aria-disabled={!isCurrent}
          pending={resume.isPending}
          onClickCapture={onPress}
          onClick={() => {
            if (!isCurrent) return;
            resume.mutate(
              { ids: { buildId: slot.build.key }, input: { step, startedBy: userName } },
              started,
            );
          }}
        >
          Retry from {step}
        </Button>
      )}
      {slot.kind === 'retry' && (
        <Button
          asks
          icon={<RotateCcw size={14} />}
          aria-disabled={!isCurrent}
          pending={isStarting && isRetry}
          unavailable={nothingToBuild}
          onClickCapture={onPress}
          onClick={() => {
            if (isCurrent) begin(slot.build.anonymous ? {} : { retryOf: slot.build.key });
          }}
        >
          Retry
        </Button>
      )}
      <Button
        asks
        variant={isUnderWay ? 'secondary' : 'primary'}
        icon={<Play size={14} />}
        pending={isStarting && !isRetry}
        unavailable={nothingToBuild}
        title={isUnderWay ? 'Starts another build, after this one' : undefined}
        onClick={() => begin({})}
      >
        Build
      </Button>
    </>
  );
}

function slotOf(build: Build | null, withRetry: boolean): Slot {
  switch (build?.status) {
    case 'queued':
    case 'running':
      return build.anonymous ? { kind: 'none' } : { kind: 'cancel', build };
    case 'failed':
    case 'cancelled':
      return withRetry ? { kind: 'retry', build } : { kind: 'none' };
    case 'completed':
    case undefined:
      return { kind: 'none' };
  }
}

const wasNothing = (before: string) => before === '';

const keyOf = (slot: Slot) => (slot.kind === 'none' ? '' : `${slot.kind} ${slot.build.key}`);

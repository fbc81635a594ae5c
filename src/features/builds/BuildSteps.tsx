import { useMemo } from 'react';
import { StepList } from '../../components/steps/StepList.tsx';
import type { Step } from '../../lib/steps.ts';
import { useNow } from '../../components/time/useNow.ts';
import { expectedOf } from './derived/estimate.ts';
import { type BuildHistory, historyOf } from './derived/history.ts';
import type { Build } from './model/model.ts';
import { useLiveness } from './model/useLiveness.ts';

export interface BuildStepsProps {
  build: Build;
  builds: readonly Build[];
  /** @param startedAt by the publisher's clock */
  onShowLog?: ((step: string, startedAt: number | undefined) => void) | undefined;
}

/** A build's steps as a live waterfall, against what they usually take. */
export function BuildSteps({ build, builds, onShowLog }: BuildStepsProps) {
  const now = useNow(build.status === 'running');
  const isLive = useLiveness(build) === 'fresh';
  const history = useMemo(() => historyOf(builds, build), [builds, build]);
  const steps = useMemo(() => withExpectations(build.steps, history), [build.steps, history]);
  return (
    <StepList
      steps={steps}
      now={now - build.clockSkewMs}
      isLive={isLive}
      usualMs={history.usualStepMs}
      onShowLog={onShowLog && (({ path, step }) => onShowLog(path, step.startedAt))}
    />
  );
}

/** For publishers that do not say what to expect. */
function withExpectations(
  steps: readonly Step[],
  history: BuildHistory,
  outer = '',
): readonly Step[] {
  return steps.map((step) => {
    const path = `${outer}${step.name}`;
    if (step.steps && step.steps.length > 0) {
      return { ...step, steps: withExpectations(step.steps, history, `${path} / `) };
    }
    return { ...step, expectedMs: expectedOf(path, step, history) };
  });
}

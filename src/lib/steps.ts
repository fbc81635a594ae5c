export type StepStatus = 'pending' | 'running' | 'passed' | 'failed' | 'cancelled' | 'skipped';

/** A build step as on the wire. */
export interface Step {
  name: string;
  status?: StepStatus | undefined;
  /** Milliseconds since the epoch. */
  startedAt?: number | undefined;
  durationMs?: number | undefined;
  /** What it usually takes. */
  expectedMs?: number | undefined;
  /** What it consists of. */
  steps?: readonly Step[] | undefined;
}

/** The innermost steps with their paths. */
export function leafSteps<S extends Step>(
  steps: readonly S[],
): readonly { readonly path: string; readonly step: S | Step }[] {
  return steps.flatMap((step) =>
    step.steps && step.steps.length > 0
      ? leafSteps(step.steps).map((leaf) => ({ ...leaf, path: `${step.name} / ${leaf.path}` }))
      : [{ path: step.name, step }],
  );
}

import { type Pace, paceOf } from '../../../lib/pace.ts';
import { leafSteps } from '../../../lib/steps.ts';
import { buildsBefore } from '../derived/history.ts';
import { type Build, type BuildsState, buildsOf } from '../model/model.ts';

/** One step in two builds, in milliseconds. */
export type StepComparison =
  | { readonly kind: Pace; readonly path: string; readonly ms: number; readonly greenMs: number }
  | { readonly kind: 'new'; readonly path: string; readonly ms: number | null }
  | { readonly kind: 'gone'; readonly path: string; readonly greenMs: number | null }
  /** It did not run to its end in one of them. */
  | { readonly kind: 'not-comparable'; readonly path: string; readonly why: string };

/** The last build before this one that completed with all its steps, or null. */
export function lastGreenBefore(state: BuildsState, build: Build): Build | null {
  const green = buildsBefore(buildsOf(state, build.projectId), build).find(
    ({ status, fromStep }) => status === 'completed' && fromStep === null,
  );
  return green ?? null;
}

/** In the order of the later build, then those that are gone. */
export function compareSteps(build: Build, green: Build): readonly StepComparison[] {
  const now = leafSteps(build.steps);
  const then = new Map(leafSteps(green.steps).map(({ path, step }) => [path, step]));
  const compared = now.map(({ path, step }): StepComparison => {
    const before = then.get(path);
    then.delete(path);
    const ms = step.durationMs ?? null;
    if (!before) return { kind: 'new', path, ms };
    const greenMs = before.durationMs ?? null;
    if (ms === null) return { kind: 'not-comparable', path, why: step.status ?? 'pending' };
    if (greenMs === null) return { kind: 'not-comparable', path, why: 'did not run then' };
    // How far a step got before it failed says nothing of its speed.
    if (step.status !== 'passed') {
      return { kind: 'not-comparable', path, why: step.status ?? 'pending' };
    }
    return { kind: paceOf(ms, greenMs), path, ms, greenMs };
  });
  const gone = [...then].map(
    ([path, { durationMs = null }]): StepComparison => ({
      kind: 'gone',
      path,
      greenMs: durationMs,
    }),
  );
  return [...compared, ...gone];
}

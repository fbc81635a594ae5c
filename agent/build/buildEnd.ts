import { assertNever } from '../../src/lib/assertNever.ts';
import type { SlateFields } from '../../src/catalogs/slate/index.ts';
import type { ProcessEnd } from '../process/process.ts';
import { describeEnd } from '../process/describeEnd.ts';
import { waitStored } from '../publish/publisher.ts';
import { collectArtifacts } from './artifacts.ts';
import type { BuildOrder, BuildTools, RunEnd, StopReason } from './buildOrder.ts';

export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'stopped'; readonly reason: StopReason; readonly step: string | undefined }
  | { readonly kind: 'failed'; readonly step: string; readonly end: ProcessEnd };

type FailedData = NonNullable<SlateFields<'build.failed'>['data']>;
type MadeData = Pick<FailedData, 'artifacts' | 'artifactsOmitted'>;

export interface EndedRun {
  readonly order: BuildOrder;
  readonly tools: Pick<BuildTools, 'publisher' | 'records' | 'keepPassed'>;
  readonly startedAt: number;
  readonly lastLines: readonly string[];
  /** What every end says. */
  readonly data: Required<Pick<FailedData, 'buildId' | 'attempt' | 'durationMs' | 'steps'>> &
    Pick<FailedData, 'number' | 'git' | 'annotations' | 'annotationsOmitted'>;
}

/** Publishes how a run ended, and remembers what it left. Resolves when that is stored. */
export async function publishEnd(outcome: Outcome, run: EndedRun): Promise<RunEnd> {
  const { order, tools, data } = run;
  switch (outcome.kind) {
    case 'passed':
      // The next build may overwrite it.
      await tools.keepPassed?.(order);
      await tools.publisher.store('build.completed', {
        projectId: order.projectId,
        data: { ...data, ...(await keepArtifacts(run, null, null)) },
      });
      return 'ended';
    case 'failed': {
      const { step, end } = outcome;
      const exitCode = end.kind === 'exited' ? end.code : null;
      await fail(run, step, exitCode, describeEnd(`Step “${step}”`, end));
      return 'ended';
    }
    case 'stopped':
      return publishStop(outcome.reason, outcome.step, run);
    default:
      return assertNever(outcome);
  }
}

async function publishStop(
  reason: StopReason,
  step: string | undefined,
  run: EndedRun,
): Promise<RunEnd> {
  const { order, tools, data } = run;
  const { projectId, buildId, attempt, startedBy, trigger } = order;
  switch (reason.kind) {
    case 'cancelled': {
      const { by } = reason;
      tools.records.end({ projectId, buildId, endedAt: step ?? null, artifacts: [] });
      await tools.publisher.store('build.cancelled', {
        projectId,
        data: { ...data, ...(step ? { step } : {}), ...(by ? { cancelledBy: by } : {}) },
      });
      return 'ended';
    }
    case 'timed-out':
      await fail(run, step, null, reason.message);
      return 'ended';
    case 'agent-stopped':
      await tools.publisher.store('build.failed', {
        projectId,
        data: {
          ...data,
          ...(step ? { step } : {}),
          exitCode: null,
          message: 'The agent stopped',
          lastLines: [...run.lastLines],
        },
      });
      return 'ended';
    case 'handed-over': {
      const { number } = data;
      // Before the job is given back, so that it comes before the events of its next run.
      await waitStored(
        tools.publisher.store('build.queued', {
          projectId,
          data: {
            buildId,
            attempt: attempt + 1,
            ...(number === undefined ? {} : { number }),
            ...(startedBy ? { startedBy } : {}),
            ...(trigger ? { trigger } : {}),
          },
        }),
      );
      return 'handed-over';
    }
    case 'taken-over':
      return 'taken-over';
    default:
      return assertNever(reason);
  }
}

async function fail(
  run: EndedRun,
  step: string | undefined,
  exitCode: number | null,
  message: string,
): Promise<void> {
  const { order, tools, data, startedAt, lastLines } = run;
  // Files from before would pass for this build's.
  const made = await keepArtifacts(run, step ?? null, startedAt);
  await tools.publisher.store('build.failed', {
    projectId: order.projectId,
    data: {
      ...data,
      ...(step ? { step } : {}),
      exitCode,
      message,
      ...made,
      lastLines: [...lastLines],
    },
  });
}

/** Looks for what the build has made, remembers it, and returns what its end says of it. */
async function keepArtifacts(
  { order, tools }: EndedRun,
  endedAt: string | null,
  since: number | null,
): Promise<MadeData> {
  const { projectId, buildId, dir, artifacts: patterns } = order;
  const { artifacts, omitted } = await collectArtifacts(dir, patterns, since);
  tools.records.end({ projectId, buildId, endedAt, artifacts: [...artifacts] });
  if (patterns.length === 0) return {};
  return {
    artifacts: artifacts.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
    ...(omitted > 0 ? { artifactsOmitted: omitted } : {}),
  };
}

import { logLine } from '../../../lib/log/eventRows.ts';
import type { LogLineInput } from '../../../lib/log/rows.ts';
import type { Delivery } from '../../../lib/messaging/index.ts';
import { logStepName } from './logSteps.ts';
import type { Build } from '../model/model.ts';

export type BuildLogDelivery = Delivery<`slate.build.log.${string}`>;

/**
 * Lines without a buildId belong to the build that was current when they were stored.
 * @param slackMs how far the stored times of two streams may differ
 */
export function belongsTo(
  build: Build | null,
  { event, meta }: BuildLogDelivery,
  slackMs: number,
): boolean {
  const buildId = event.data?.buildId;
  if (!build) return buildId === undefined;
  if (buildId !== undefined) return buildId === build.key;
  if (meta.storedAt === undefined) return build.status === 'running';
  const begun = build.firstStoredAt === null || meta.storedAt >= build.firstStoredAt - slackMs;
  const ended =
    build.status !== 'running' &&
    build.lastStoredAt !== null &&
    meta.storedAt > build.lastStoredAt + slackMs;
  return begun && !ended;
}

/** Whether an unfinished line is of the present run. */
export function isPartialOf(
  build: Build | null,
  {
    buildId,
    attempt,
  }: { readonly buildId?: string | undefined; readonly attempt?: number | undefined } = {},
): boolean {
  if (build?.status !== 'running') return false;
  return (buildId ?? build.key) === build.key && (attempt ?? build.attempt) === build.attempt;
}

export function buildLogLine({ event, meta }: BuildLogDelivery): LogLineInput {
  const line = logLine(event, meta.seq);
  const attempt = event.data?.attempt ?? 1;
  return line.step === undefined || attempt === 1
    ? line
    : { ...line, step: logStepName(line.step, attempt) };
}

import type { Delivery } from '../../lib/messaging/index.ts';
import type { Build } from './model.ts';

export type BuildLogDelivery = Delivery<`slate.build.log.${string}`>;

/**
 * Whether a line is this build's. Lines without a buildId belong to the build that was current
 * when they were stored.
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

import { type FollowStatus, useFollowedState } from '../../hooks/index.ts';
import { EVENTS_STREAM } from '../../catalogs/slate/index.ts';
import { isToken } from '../../lib/messaging/index.ts';
import { applyBuildEvents, type BuildsState, noBuilds } from './model.ts';

export interface Builds {
  readonly state: BuildsState;
  readonly status: FollowStatus;
  /** What the server keeps has been read once: a build that is missing is not there. */
  readonly isReady: boolean;
}

const view = { initial: noBuilds, apply: applyBuildEvents };
const ofEvents = { stream: EVENTS_STREAM };

/**
 * The builds of one project, or of all (`'*'`), from the beginning of what the server keeps.
 * Log lines are left out: they have a stream and a reader of their own.
 */
export function useBuilds(projectId: string): Builds {
  const known = projectId === '*' || isToken(projectId);
  return useFollowedState(known ? `slate.build.*.${projectId}` : null, view, ofEvents);
}

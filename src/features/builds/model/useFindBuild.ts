import { useEffect } from 'react';
import { type Build, buildOf, latestBuild } from './model.ts';
import { isPartial } from './recent.ts';
import type { BuildsRead } from './useBuilds.ts';

/** How often older builds are read without being asked for. */
const OWN_READS = 1;

/** Whether a build may be among older ones: they are being read, or will be when asked for. */
export type BuildSearch = 'over' | 'searching' | 'paused';

/**
 * Finds a build among those that were read, and reads a little further back for it.
 * @param buildId null is the newest one
 * @param isNew its first event is on its way
 */
export function useFindBuild(
  read: Pick<BuildsRead, 'state' | 'status' | 'older' | 'depth' | 'loadOlder'>,
  projectId: string,
  buildId: string | null,
  isNew: boolean,
): { readonly build: Build | null; readonly search: BuildSearch } {
  const { state, status, older, depth, loadOlder } = read;
  const found =
    buildId === null ? latestBuild(state, projectId) : buildOf(state, projectId, buildId);
  const build = found && isPartial(state, found) ? null : found;
  const mayBeOlder = build === null && buildId !== null && !isNew && older !== 'none';
  const isSearching = mayBeOlder && (older === 'loading' || depth < OWN_READS);
  const mustLoad = isSearching && older === 'some' && status.isReady && status.phase !== 'failed';
  useEffect(() => {
    if (mustLoad) loadOlder();
  }, [mustLoad, loadOlder]);
  return { build, search: isSearching ? 'searching' : mayBeOlder ? 'paused' : 'over' };
}

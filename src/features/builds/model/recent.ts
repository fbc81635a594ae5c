import type { Build } from './build.ts';
import { buildsOf, type BuildsState, latestBuild, onlyListed } from './model.ts';

/** Messages in which the events of several builds may lie side by side. */
const BORDER_MESSAGES = 100;

/** Older events are stored, and were not read. */
export const hasOlder = ({ window }: BuildsState): boolean => window?.hasOlder === true;

/** Whether the beginning of a build may lie before what was read. */
export function isPartial({ window }: BuildsState, build: Build): boolean {
  if (!window?.hasOlder || build.beginning !== 'unread' || build.beganPlace === null) return false;
  return build.beganPlace < window.firstPlace + BORDER_MESSAGES;
}

/** The same without builds of which only a part was read; each is still found by its key. */
export function withoutPartial(state: BuildsState): BuildsState {
  return hasOlder(state) ? onlyListed(state, (build) => !isPartial(state, build)) : state;
}

/** Whether what a project does now, or what waits, can only be shown after reading older events. */
export function needsOlder(state: BuildsState, projectId: string): boolean {
  if (!hasOlder(state)) return false;
  const latest = latestBuild(state, projectId);
  if (latest === null || isPartial(state, latest)) return true;
  return buildsOf(state, projectId).some(
    (build) => isUnderWay(build) && (isPartial(state, build) || mayHideQueue(build)),
  );
}

const isUnderWay = ({ status, superseded }: Build) =>
  status === 'queued' || (status === 'running' && !superseded);

/** What still waits behind a build of an agent was queued after it: its own place must be known. */
const mayHideQueue = ({ agent, beginning }: Build) => agent !== null && beginning !== 'queued';

import { useFollowedState } from '../../hooks/index.ts';
import { EVENTS_STREAM } from '../../catalogs/slate/index.ts';
import { applyProjectEvents, type ProjectFates } from './model.ts';

const none: ProjectFates = {};
const view = { initial: none, apply: applyProjectEvents };
const ofEvents = { stream: EVENTS_STREAM };

/**
 * What became of all projects, as far as the server keeps their events, and live. Of all, since the
 * last token of an event's subject may be its project or its owner.
 */
export function useProjectFates(): { readonly fates: ProjectFates; readonly isReady: boolean } {
  const { state, isReady } = useFollowedState('slate.project.*.*', view, ofEvents);
  return { fates: state, isReady };
}

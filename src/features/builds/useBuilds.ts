import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { type FollowStatus, perFrame, useFollow } from '../../hooks/index.ts';
import { EVENTS_STREAM, isToken } from '../../lib/messaging/index.ts';
import type { BuildDelivery, BuildsState } from './model.ts';
import { createBuildsStore } from './store.ts';

export interface Builds {
  readonly state: BuildsState;
  readonly status: FollowStatus;
}

/**
 * The builds of one project, or of all (`'*'`), from the beginning of what the server keeps.
 * Log lines are left out: they have a stream and a reader of their own.
 */
export function useBuilds(projectId: string): Builds {
  const [store] = useState(createBuildsStore);
  const [frame] = useState(() =>
    perFrame<BuildDelivery>((deliveries) => store.getState().apply(deliveries)),
  );
  useEffect(() => frame.clear, [frame]);
  const known = projectId === '*' || isToken(projectId);
  const status = useFollow(
    known ? `slate.build.*.${projectId}` : null,
    'all',
    {
      onEvents: (deliveries) => frame.add(deliveries),
      onStart: () => {
        frame.clear();
        store.getState().reset();
      },
    },
    { stream: EVENTS_STREAM },
  );
  return { state: useStore(store), status };
}

import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { perFrame, useFollow } from '../../hooks/index.ts';
import { isToken } from '../../lib/messaging/index.ts';
import { applyProjectEvent, type ProjectDelivery, type ProjectFates } from './model.ts';

/**
 * What became of projects, as far as the server keeps their events, and live.
 * @param projectId one project, or `'*'` for all
 */
export function useProjectFates(projectId: string): ProjectFates {
  const [store] = useState(() => createStore<{ fates: ProjectFates }>()(() => ({ fates: {} })));
  const [frame] = useState(() =>
    perFrame<ProjectDelivery>((deliveries) =>
      store.setState(({ fates }) => ({ fates: deliveries.reduce(applyProjectEvent, fates) })),
    ),
  );
  useEffect(() => frame.clear, [frame]);
  const known = projectId === '*' || isToken(projectId);
  useFollow(known ? `slate.project.*.${projectId}` : null, 'all', {
    onEvents: (deliveries) => frame.add(deliveries),
    onStart: () => {
      frame.clear();
      store.setState({ fates: {} });
    },
  });
  return useStore(store, (state) => state.fates);
}

import { useMemo } from 'react';
import { useView, useViewStatus } from '../../hooks/index.ts';
import type { ProjectLifecycles } from './model.ts';
import { lastLifecyclesView, recentLifecyclesView } from './views.ts';

export interface LifecyclesRead {
  readonly lifecycles: ProjectLifecycles;
  readonly isReady: boolean;
}

/** What became of all projects; where there are too many events, by the last of every kind. */
export function useLifecycles(): LifecyclesRead {
  const recent = useView(recentLifecyclesView, '*');
  const { isReady, hasOlder } = useViewStatus(recentLifecyclesView, '*');
  const older = hasOlder ? '*' : null;
  const last = useView(lastLifecyclesView, older);
  const isLastReady = useViewStatus(lastLifecyclesView, older).isReady;
  return {
    lifecycles: useMemo(
      () => (hasOlder ? { ...recent, ...last } : recent),
      [hasOlder, recent, last],
    ),
    isReady: isReady && isLastReady,
  };
}

import { lazy } from 'react';
import { OverlayBoundary } from '../../components/overlay/OverlayBoundary.tsx';
import type { PeopleInBarProps } from './PeopleInBar.tsx';

const PeopleInBar = lazy(async () => ({
  default: (await import('./PeopleInBar.tsx')).PeopleInBar,
}));

/** The page itself comes first. */
export function LazyPeopleInBar(props: PeopleInBarProps) {
  return (
    <OverlayBoundary fallback={null}>
      <PeopleInBar {...props} />
    </OverlayBoundary>
  );
}

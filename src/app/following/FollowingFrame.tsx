import { lazy, type ReactNode, useCallback, useMemo, useState } from 'react';
import { Lazily } from '../../components/feedback/Lazily.tsx';
import { type Followed, FollowingContext } from './FollowingContext.ts';

const FollowingBar = lazy(async () => ({
  default: (await import('./FollowingBar.tsx')).FollowingBar,
}));

/** Around all pages, so that following goes on from one to the next. */
export function FollowingFrame({ children }: { children: ReactNode }) {
  const [followed, setFollowed] = useState<Followed | null>(null);
  const stop = useCallback(() => setFollowed(null), []);
  const following = useMemo(() => ({ followed, follow: setFollowed, stop }), [followed, stop]);
  return (
    <FollowingContext value={following}>
      {followed && (
        <Lazily what="Following" fallback={null}>
          <FollowingBar key={followed.userId} followed={followed} onStop={stop} />
        </Lazily>
      )}
      {children}
    </FollowingContext>
  );
}

import { useEffect } from 'react';
import { useConnection } from '../../hooks/index.ts';

/** Fetches ahead once the page is live: until then every byte is the page's own. */
export function usePreload(preload: () => void): void {
  const isLive = useConnection(({ status }) => status === 'live');
  useEffect(() => {
    if (isLive) preload();
  }, [isLive, preload]);
}

import type { NetworkSignals } from '../lib/messaging/index.ts';

/** The browser's network and visibility, for `createClient({ network })`. */
export function browserSignals(): NetworkSignals {
  return {
    isOnline: () => navigator.onLine,
    subscribe(listener) {
      const onOnline = () => listener('online');
      const onOffline = () => listener('offline');
      const onVisibility = () => {
        if (document.visibilityState === 'visible') listener('visible');
      };
      window.addEventListener('online', onOnline);
      window.addEventListener('offline', onOffline);
      document.addEventListener('visibilitychange', onVisibility);
      return () => {
        window.removeEventListener('online', onOnline);
        window.removeEventListener('offline', onOffline);
        document.removeEventListener('visibilitychange', onVisibility);
      };
    },
  };
}

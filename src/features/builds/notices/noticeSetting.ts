import { useSyncExternalStore } from 'react';

const KEY = 'slate.notify';

/** Whether this browser shows a notice when a build of mine ends. */
export type NoticeSetting = 'unsupported' | 'blocked' | 'off' | 'on';

const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

function wanted(): boolean {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return false;
  }
}

function read(): NoticeSetting {
  // Missing in an insecure context.
  if (!('Notification' in globalThis)) return 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  return Notification.permission === 'granted' && wanted() ? 'on' : 'off';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Another tab of this browser switched it.
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/** The browser asks for permission only when it is switched on. */
export function useNoticeSetting(): {
  readonly setting: NoticeSetting;
  readonly toggle: () => Promise<void>;
} {
  const setting = useSyncExternalStore(subscribe, read);
  return {
    setting,
    async toggle() {
      const on = setting !== 'on';
      if (on && Notification.permission === 'default') await Notification.requestPermission();
      try {
        localStorage.setItem(KEY, on ? 'on' : 'off');
      } catch {
        // It can't be kept, so it can't be on.
      }
      tell();
    },
  };
}

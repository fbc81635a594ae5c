import { useSyncExternalStore } from 'react';

const KEY = 'slate.notify';

/** Whether this browser shows notices on the desktop while no tab of ours is seen. */
export type DesktopSetting = 'unsupported' | 'blocked' | 'off' | 'on';

const listeners = new Set<() => void>();
const notifyAll = () => {
  for (const listener of listeners) listener();
};

function wanted(): boolean {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return false;
  }
}

export function desktopSetting(): DesktopSetting {
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
export function useDesktopSetting(): {
  readonly setting: DesktopSetting;
  readonly toggle: () => Promise<void>;
} {
  const setting = useSyncExternalStore(subscribe, desktopSetting);
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
      notifyAll();
    },
  };
}

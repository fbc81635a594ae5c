import { desktopSetting } from './desktopSetting.ts';
import type { NewNotice } from './model.ts';

const KEY = 'slate.shownNotices';
/** Other tabs show the same event within moments. */
const KEPT = 50;

/** Shows a desktop notice, if the reader wants them and no other tab of this browser has shown it. */
export function showOnDesktop(notice: NewNotice, onOpen: () => void): void {
  if (desktopSetting() !== 'on' || !claim(notice.eventId)) return;
  try {
    const shown = new Notification(notice.title, {
      body: notice.detail,
      // A repeat takes the place of the one before it.
      tag: `slate-${notice.key}`,
      icon: '/favicon.svg',
    });
    shown.addEventListener('click', () => {
      window.focus();
      shown.close();
      onOpen();
    });
  } catch {
    // Some mobile browsers have the constructor and refuse to use it.
  }
}

/** True once for each event in all tabs. */
function claim(eventId: string): boolean {
  try {
    const shown = (localStorage.getItem(KEY) ?? '').split(' ');
    if (shown.includes(eventId)) return false;
    localStorage.setItem(KEY, [...shown, eventId].slice(-KEPT).join(' '));
  } catch {
    // Without storage each tab shows it, under one tag.
  }
  return true;
}

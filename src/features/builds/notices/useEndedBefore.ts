import { useState } from 'react';

/**
 * Whether what a page shows had ended when it was opened.
 * @param key another key is another thing
 * @param isSettled false while it is being read: an end that is read meanwhile is not new
 */
export function useEndedBefore(key: string | null, ended: boolean, isSettled: boolean): boolean {
  const [opened, setOpened] = useState({ key, ended, isSettled });
  const isOther = opened.ended !== ended || opened.isSettled !== isSettled;
  if (opened.key !== key || (!opened.isSettled && isOther)) setOpened({ key, ended, isSettled });
  return opened.ended;
}

import { useState } from 'react';

/** One dialog of a page: whether it is open, and how often it was. */
export interface DialogState {
  readonly open: boolean;
  /** As its `key`: what was typed last time is gone, while closing still returns the focus. */
  readonly times: number;
  readonly show: () => void;
  readonly hide: () => void;
}

export function useDialog(): DialogState {
  const [{ open, times }, set] = useState({ open: false, times: 0 });
  return {
    open,
    times,
    show: () => set((before) => ({ open: true, times: before.times + 1 })),
    hide: () => set((before) => ({ ...before, open: false })),
  };
}

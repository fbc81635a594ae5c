import { useState } from 'react';

/** A project as the reader saw it when they chose to change it. */
export interface SeenProject {
  readonly name: string;
  readonly revision: number;
}

/** Whether a dialog is open, for what, and how often it was. */
export interface DialogState<T> {
  readonly open: boolean;
  /** As its `key`: old input is gone, while closing still returns the focus. */
  readonly times: number;
  /** What the page showed when it was opened; the dialog's code may arrive later. */
  readonly subject: T | undefined;
  readonly show: (subject: T) => void;
  readonly hide: () => void;
}

export function useDialog<T>(): DialogState<T> {
  const [state, set] = useState<{ open: boolean; times: number; subject: T | undefined }>({
    open: false,
    times: 0,
    subject: undefined,
  });
  return {
    ...state,
    show: (subject) => set((before) => ({ open: true, times: before.times + 1, subject })),
    hide: () => set((before) => ({ ...before, open: false })),
  };
}

import { createStore } from 'zustand/vanilla';

export interface ToastMessage {
  readonly kind: 'success' | 'failure';
  readonly text: string;
  readonly action?: ToastAction | undefined;
}

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

/** Shown by Toasts. */
export const waitingToasts = createStore<readonly ToastMessage[]>(() => []);

/** Reports in a corner, for some seconds. @param action what the reader may do about it */
export function toast(kind: ToastMessage['kind'], text: string, action?: ToastAction): void {
  waitingToasts.setState((waiting) => [...waiting, { kind, text, action }], true);
}

import { createStore } from 'zustand/vanilla';

export interface ToastMessage {
  readonly kind: 'success' | 'failure';
  readonly text: string;
}

/** Shown by Toasts. */
export const waitingToasts = createStore<readonly ToastMessage[]>(() => []);

/** Reports the result of an action in a corner. */
export function toast(kind: ToastMessage['kind'], text: string): void {
  waitingToasts.setState((waiting) => [...waiting, { kind, text }], true);
}

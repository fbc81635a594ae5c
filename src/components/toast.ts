import { createStore } from 'zustand/vanilla';

export interface ToastMessage {
  readonly kind: 'success' | 'failure';
  readonly text: string;
}

/** What waits to be shown; Toasts takes it from here. */
export const waitingToasts = createStore<readonly ToastMessage[]>(() => []);

/** Says in a corner, for some seconds, what came of something that was asked for elsewhere. */
export function toast(kind: ToastMessage['kind'], text: string): void {
  waitingToasts.setState((waiting) => [...waiting, { kind, text }], true);
}

import { createContext, use } from 'react';

export interface Self {
  readonly userId: string;
  readonly name: string;
  /** One per tab. */
  readonly sessionId: string;
}

export const SelfContext = createContext<Self | null>(null);

/** @throws Error outside of the app. */
export function useSelf(): Self {
  const self = use(SelfContext);
  if (!self) throw new Error('useSelf needs the app around it.');
  return self;
}

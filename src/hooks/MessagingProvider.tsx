import { createContext, type ReactNode } from 'react';
import type { MessagingClient } from '../lib/messaging/index.ts';

export const MessagingContext = createContext<MessagingClient | null>(null);

export interface MessagingProviderProps {
  /** Made outside React with `createClient`, so that it outlives all renders. */
  client: MessagingClient;
  children: ReactNode;
}

/** Gives one connection to every hook below it. It neither dials nor closes. */
export function MessagingProvider({ client, children }: MessagingProviderProps) {
  return <MessagingContext value={client}>{children}</MessagingContext>;
}

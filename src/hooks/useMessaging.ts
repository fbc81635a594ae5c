import { use } from 'react';
import type { MessagingClient } from '../lib/messaging/index.ts';
import { MessagingContext } from './MessagingProvider.tsx';

/** The client of the nearest MessagingProvider. @throws Error outside of one. */
export function useMessaging(): MessagingClient {
  const client = use(MessagingContext);
  if (!client) throw new Error('Put a <MessagingProvider client={…}> above this component.');
  return client;
}

import { type Identity, loadIdentity, saveIdentity } from '../features/identity/identity.ts';
import type { MessagingClient } from '../lib/messaging/index.ts';
import { createPageClient } from './createPageClient.ts';

/** One person in one tab, with a connection that outlives all renders. */
export interface PageSession {
  readonly identity: Identity;
  /** One per tab: two tabs are one person. */
  readonly tabId: string;
  readonly client: MessagingClient;
}

/** Blocked storage (SecurityError) counts as empty. */
function browserStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => {} };
  }
}

/** Saves the identity and connects. */
export function openSession(identity: Identity, natsUrl: string): PageSession {
  saveIdentity(browserStorage(), identity);
  return {
    identity,
    tabId: `tab-${Math.random().toString(36).slice(2, 12)}`,
    client: createPageClient(natsUrl, identity.userId),
  };
}

/** Null for someone who has not joined before. */
export function resumeSession(natsUrl: string): PageSession | null {
  const identity = loadIdentity(browserStorage());
  return identity && openSession(identity, natsUrl);
}

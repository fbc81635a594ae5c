import { type Identity, loadIdentity, saveIdentity } from '../features/identity/identity.ts';
import type { MessagingClient } from '../lib/messaging/index.ts';
import { createPageClient } from './createPageClient.ts';

/** One person in one tab, with the connection that outlives every render of the page. */
export interface PageSession {
  readonly identity: Identity;
  /** One per tab, so that two tabs are told apart and yet are one person. */
  readonly tabId: string;
  readonly client: MessagingClient;
}

/** Where names are kept; blocked storage (SecurityError) counts as empty. */
function browserStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => {} };
  }
}

/** Begins a session and connects. */
export function openSession(identity: Identity, natsUrl: string): PageSession {
  saveIdentity(browserStorage(), identity);
  return {
    identity,
    tabId: `tab-${Math.random().toString(36).slice(2, 12)}`,
    client: createPageClient(natsUrl, identity.userId),
  };
}

/** The session of someone who has joined before, or null. */
export function resumeSession(natsUrl: string): PageSession | null {
  const identity = loadIdentity(browserStorage());
  return identity && openSession(identity, natsUrl);
}

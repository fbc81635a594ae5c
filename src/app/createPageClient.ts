import { browserSignals } from '../hooks/index.ts';
import {
  type Connect,
  createClient,
  type MessagingClient,
  type OpenOutbox,
} from '../lib/messaging/index.ts';

/** The role that nats-server.conf gives to pages that bring no password. */
const PAGE_ROLE = 'editor';
const INBOX_PREFIX = `_INBOX.${PAGE_ROLE}`;

/** The driver is a chunk of its own: the shell is painted before it arrives. */
const loadDriver = () => import('../lib/messaging/connection/nats-ws.ts');

/** So is the storage of what is not sent yet. */
const loadOutbox = () => import('../lib/messaging/outbox/outboxIndexedDb.ts');

/** The page's one connection. */
export function createPageClient(natsUrl: string, userId: string): MessagingClient {
  let dial: Connect | null = null;
  const connect: Connect = async (options) => {
    const { connectNatsWs } = await loadDriver();
    // One for all dials: it knows whose turn it is among several servers.
    dial ??= connectNatsWs({
      url: natsUrl,
      inboxPrefix: INBOX_PREFIX,
      name: `slate page ${userId}`,
    });
    return dial(options);
  };
  // What is meant for one server, or said by one person, must not go to or as another.
  const outbox: OpenOutbox = async () => {
    const { openIndexedDbOutbox } = await loadOutbox();
    return openIndexedDbOutbox(`${natsUrl} ${userId}`)();
  };
  return createClient({
    connect,
    outbox,
    userId,
    inboxPrefix: INBOX_PREFIX,
    network: browserSignals(),
    onProblem: (problem) => console.warn('Slate messaging', problem),
  });
}

import { browserSignals } from '../hooks/index.ts';
import { type Connect, createClient, type MessagingClient } from '../lib/messaging/index.ts';

/** The role that nats-server.conf gives to pages that bring no password. */
const PAGE_ROLE = 'editor';
const INBOX_PREFIX = `_INBOX.${PAGE_ROLE}`;

/** The driver is a chunk of its own: the shell is painted before it arrives. */
const loadDriver = () => import('../lib/messaging/nats-ws.ts');

/** The page's one connection. */
export function createPageClient(natsUrl: string, userId: string): MessagingClient {
  const connect: Connect = async (options) => {
    const { connectNatsWs } = await loadDriver();
    return connectNatsWs({ url: natsUrl, inboxPrefix: INBOX_PREFIX, name: `slate page ${userId}` })(
      options,
    );
  };
  return createClient({
    connect,
    userId,
    inboxPrefix: INBOX_PREFIX,
    network: browserSignals(),
    onProblem: (problem) => console.warn('Slate messaging', problem),
  });
}

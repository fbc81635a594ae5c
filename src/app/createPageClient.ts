import { browserSignals } from '../hooks/index.ts';
import type { openCatalog, openCommands } from '../catalogs/open/index.ts';
import { catalogAtOnce, commandsAtOnce } from '../catalogs/open/atOnce.ts';
import { type Connect, createClient, type MessagingClient } from '../lib/messaging/index.ts';

/** The role that nats-server.conf gives to pages that bring no password. */
const PAGE_ROLE = 'editor';
const INBOX_PREFIX = `_INBOX.${PAGE_ROLE}`;

/** The driver is a chunk of its own: the shell is painted before it arrives. */
const loadDriver = () => import('../lib/messaging/connection/nats-ws.ts');

/** The page's one connection. It publishes nothing durably, so its outbox is in memory. */
export function createPageClient(natsUrl: string, userId: string): MessagingClient {
  let dial: Connect | null = null;
  const connect: Connect = async (options) => {
    const { connectNatsWs } = await loadDriver();
    // One for all dials: it takes several servers in turn.
    dial ??= connectNatsWs({
      url: natsUrl,
      inboxPrefix: INBOX_PREFIX,
      name: `slate page ${userId}`,
    });
    return dial(options);
  };
  return createClient({
    // What they are once the page that reads more has loaded it.
    catalog: catalogAtOnce as unknown as typeof openCatalog,
    commands: commandsAtOnce as typeof openCommands,
    connect,
    userId,
    inboxPrefix: INBOX_PREFIX,
    network: browserSignals(),
    onProblem: (problem) => console.warn('Slate messaging', problem),
  });
}

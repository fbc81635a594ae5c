import { ensureStream } from '../../../../agent/broker/streamSetup.ts';
import { openCatalog, openCommands } from '../../../catalogs/open/index.ts';
import { createClient, type MessagingClient } from '../index.ts';
import { connectNatsWs } from '../connection/nats-ws.ts';
import type { Rig } from './rig.ts';
import { until } from './until.ts';

/** A client of all catalogs that the page and the agent open. */
export async function openAll(rig: Rig): Promise<MessagingClient> {
  const inboxPrefix = '_INBOX.other';
  const client = createClient({
    catalog: openCatalog,
    commands: openCommands,
    connect: connectNatsWs({ url: rig.server.wsUrl, inboxPrefix, name: 'other' }),
    userId: 'u1',
    inboxPrefix,
  });
  rig.onEnd(() => client.close({ drainMs: 0 }));
  await until(() => client.getState().status === 'live');
  return client;
}

export const makeStream = (client: MessagingClient, name: string) =>
  ensureStream(client, {
    ...{ name, subjects: openCatalog.streamSubjects(name), maxAgeMs: 0, maxBytes: -1 },
    duplicateWindowMs: 120_000,
  });

import type { Browser } from '@playwright/test';
import { connectNats } from '../../agent/broker/nats.ts';
import { ensureStream } from '../../agent/broker/streamSetup.ts';
import {
  EVENTS_STREAM,
  LOGS_STREAM,
  slateCatalog,
  slateCommands,
} from '../../src/catalogs/slate/index.ts';
import { createClient } from '../../src/lib/messaging/index.ts';
import { type NatsServer, startNatsServer } from '../../src/lib/messaging/testing/natsServer.ts';
import { until } from '../../src/lib/messaging/testing/until.ts';
import { type BenchPage, launchBrowser, openPage, type OpenOptions } from './browser.ts';
import { type PageSite, servePages } from './pages.ts';

/** A real server with Slate's streams, the pages, and a browser; nothing outlives `close`. */
export interface Rig {
  readonly server: NatsServer;
  readonly browser: Browser;
  open(
    options: Pick<OpenOptions, 'candidate' | 'target' | 'path' | 'waitUntil'>,
  ): Promise<BenchPage>;
  close(): Promise<void>;
}

export async function startRig(): Promise<Rig> {
  const closers: (() => Promise<unknown>)[] = [];
  let closing: Promise<void> | null = null;
  const close = () =>
    (closing ??= (async () => {
      for (const closer of closers.toReversed()) await closer();
    })());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void close().finally(() => process.exit(1)));
  }
  try {
    const site: PageSite = await servePages();
    closers.push(site.close);
    // Who subscribes and reads slowly is cut off; here it is to finish, however long it takes.
    const server = await startNatsServer({ config: 'write_deadline: "120s"' });
    closers.push(server.dispose);
    await makeStreams(server);
    const browser = await launchBrowser();
    closers.push(() => browser.close());
    return {
      server,
      browser,
      open: (options) => openPage(browser, { ...options, site, natsUrl: server.wsUrl }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** As the agent makes them. */
async function makeStreams(server: NatsServer): Promise<void> {
  const inboxPrefix = '_INBOX.rig';
  const client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: connectNats({ url: server.tcpUrl, user: '', password: '', inboxPrefix, name: 'rig' }),
    userId: 'rig',
    inboxPrefix,
  });
  await until(() => client.getState().status === 'live');
  for (const name of [EVENTS_STREAM, LOGS_STREAM]) {
    await ensureStream(client, {
      name,
      subjects: slateCatalog.streamSubjects(name),
      maxAgeMs: 0,
      maxBytes: -1,
      duplicateWindowMs: 120_000,
    });
  }
  await client.close({ drainMs: 0 });
}

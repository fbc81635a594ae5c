import { createClient } from '../client.ts';
import type { Delivery, FollowFrom, FollowScope, Gap, MessagingClient } from '../types.ts';
import type { ClientProblem } from '../client.ts';
import { type Clock, systemClock } from '../clock.ts';
import { decodeJson, encodeJson } from '../catalog/codec.ts';
import type { Connect, Driver, DriverMessage } from '../connection/driver.ts';
import { slateCatalog, slateCommands } from '../../../catalogs/slate/index.ts';
import { Inbox } from '../request/inbox.ts';
import { connectNatsWs } from '../connection/nats-ws.ts';
import type { OpenOutbox } from '../outbox/storage.ts';
import { ensureStream } from '../../../../agent/broker/streamSetup.ts';
import { type NatsServer, type NatsServerOptions, startNatsServer } from './natsServer.ts';
import { PATIENCE_MS, until } from './until.ts';

export interface RigClient extends MessagingClient {
  readonly problems: readonly ClientProblem[];
}

export interface ClientSettings {
  readonly url?: string;
  readonly user?: string;
  readonly password?: string;
  readonly userId?: string;
  readonly connect?: Connect;
  readonly outbox?: OpenOutbox;
  readonly clock?: Clock;
}

type SlateDelivery = Delivery<'slate.>'>;

export interface Followed {
  readonly deliveries: readonly SlateDelivery[];
  readonly gaps: readonly Gap[];
  readonly phases: readonly string[];
  /** `data.n` of every event. */
  numbers(): number[];
  stop(): void;
}

/** One nats-server and everything that a test opens on it. */
export class Rig {
  readonly server: NatsServer;
  readonly #undos: (() => void | Promise<void>)[] = [];

  private constructor(server: NatsServer) {
    this.server = server;
  }

  static async start(options: NatsServerOptions = {}): Promise<Rig> {
    return new Rig(await startNatsServer(options));
  }

  /** On a running server, which `end` disposes of. */
  static on(server: NatsServer): Rig {
    return new Rig(server);
  }

  /** Last first. */
  onEnd(undo: () => void | Promise<void>): void {
    this.#undos.push(undo);
  }

  /** Over a WebSocket; not yet live. */
  client(settings: ClientSettings = {}): RigClient {
    const problems: ClientProblem[] = [];
    const { user, password, userId = 'u1', url = this.server.wsUrl } = settings;
    const inboxPrefix = `_INBOX.${user ?? 'test'}`;
    const connect =
      settings.connect ??
      connectNatsWs({
        url,
        inboxPrefix,
        name: 'test',
        ...(user === undefined ? {} : { user }),
        ...(password === undefined ? {} : { password }),
      });
    const client = createClient({
      catalog: slateCatalog,
      commands: slateCommands,
      connect,
      userId,
      inboxPrefix,
      ...(settings.outbox ? { outbox: settings.outbox } : {}),
      ...(settings.clock ? { clock: settings.clock } : {}),
      onProblem: (problem) => problems.push(problem),
    });
    this.onEnd(() => client.close({ drainMs: 0 }));
    return Object.assign(client, { problems });
  }

  async liveClient(settings: ClientSettings = {}): Promise<RigClient> {
    const client = this.client(settings);
    await isLive(client);
    return client;
  }

  /** Both streams of the catalog, as the agent makes them. */
  async makeStreams(client: MessagingClient, duplicateWindowMs = 120_000): Promise<void> {
    for (const name of slateCatalog.streams) {
      await ensureStream(client, {
        name,
        subjects: slateCatalog.streamSubjects(name),
        maxAgeMs: 3_600_000,
        maxBytes: -1,
        duplicateWindowMs,
      });
    }
  }

  /** One connection without a client. */
  async driver(user?: string, password?: string): Promise<Driver> {
    const driver = await this.#dial(user, password);
    this.onEnd(() => driver.close());
    return driver;
  }

  #dial(user?: string, password?: string): Promise<Driver> {
    return connectNatsWs({
      url: this.server.wsUrl,
      inboxPrefix: '_INBOX.raw',
      name: 'raw',
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
    })({ timeoutMs: PATIENCE_MS });
  }

  /** Such as `STREAM.PURGE.SLATE_LOGS`. */
  async api(
    path: string,
    input: unknown = {},
    timeoutMs = PATIENCE_MS,
  ): Promise<Record<string, unknown>> {
    const driver = await this.#dial();
    try {
      const inbox = new Inbox(driver, '_INBOX.raw.r', systemClock);
      const reply = await inbox.request(`$JS.API.${path}`, encodeJson(input), timeoutMs);
      return decodeJson(reply.body) as Record<string, unknown>;
    } finally {
      // Waiting tests ask again and again; the server must not drown in connections.
      await driver.close();
    }
  }

  /** -1 if there is no stream. */
  async stored(stream: string, subjects = '>'): Promise<number> {
    const info = await this.api(`STREAM.INFO.${stream}`, { subjects_filter: subjects });
    const state = info.state as { subjects?: Record<string, number> } | undefined;
    if (!state) return -1;
    return Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0);
  }

  /** Requests too. */
  async tap(pattern: string): Promise<DriverMessage[]> {
    const messages: DriverMessage[] = [];
    const driver = await this.driver();
    driver.subscribe(pattern, (message) => messages.push(message));
    await driver.rtt();
    return messages;
  }

  async tidy(): Promise<void> {
    for (const undo of this.#undos.splice(0).reverse()) await undo();
  }

  async end(): Promise<void> {
    this.server.thaw();
    await this.tidy();
    await this.server.dispose();
  }
}

/** Gone afterwards. */
export async function withRig(
  options: NatsServerOptions,
  test: (rig: Rig) => Promise<void>,
): Promise<void> {
  const rig = await Rig.start(options);
  try {
    await test(rig);
  } finally {
    await rig.end();
  }
}

export async function isLive(client: MessagingClient): Promise<void> {
  await until(() => client.getState().status === 'live', 'the client is live');
}

export function takeNotes(
  client: MessagingClient,
  pattern: string,
  from: FollowFrom,
  scope: FollowScope = {},
): Followed {
  const deliveries: SlateDelivery[] = [];
  const gaps: Gap[] = [];
  const phases: string[] = [];
  const stop = client.follow(
    pattern,
    from,
    {
      onEvents: (batch) => deliveries.push(...(batch as readonly SlateDelivery[])),
      onState: ({ phase }) => phases.push(phase),
      onGap: (gap) => gaps.push(gap),
    },
    scope,
  );
  return {
    deliveries,
    gaps,
    phases,
    numbers: () => deliveries.map(({ event }) => Number((event.data as { n?: number }).n)),
    stop,
  };
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

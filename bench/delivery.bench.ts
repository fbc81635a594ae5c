// Durable publishing, history and recovery on one machine, against a real nats-server.
// Prints figures; whoever reads them judges.
import { connect } from '@nats-io/transport-node';
import { connectNats } from '../agent/broker/nats.ts';
import { ensureStream } from '../agent/broker/streamSetup.ts';
import {
  EVENTS_STREAM,
  LOGS_STREAM,
  slateCatalog,
  slateCommands,
} from '../src/catalogs/slate/index.ts';
import { createClient, type MessagingClient } from '../src/lib/messaging/index.ts';
import { connectNatsWs } from '../src/lib/messaging/connection/nats-ws.ts';
import { startNatsServer } from '../src/lib/messaging/testing/natsServer.ts';
import { until } from '../src/lib/messaging/testing/until.ts';
import { quantile } from './lib/figures.ts';

const SINGLE_PUBLISHES = 1_000;
const BURST = 50_000;
const RESTARTS = 5;
const inboxPrefix = '_INBOX.bench';

const server = await startNatsServer();
const agent = createClient({
  catalog: slateCatalog,
  commands: slateCommands,
  connect: connectNats({
    url: server.tcpUrl,
    user: '',
    password: '',
    inboxPrefix,
    name: 'bench publisher',
  }),
  userId: 'bench',
  inboxPrefix,
});
const page = createClient({
  catalog: slateCatalog,
  commands: slateCommands,
  connect: connectNatsWs({ url: server.wsUrl, inboxPrefix, name: 'bench page' }),
  userId: 'bench',
  inboxPrefix,
});
const isLive = (client: MessagingClient) => () => client.getState().status === 'live';
await until(isLive(agent));
await until(isLive(page));
for (const name of [EVENTS_STREAM, LOGS_STREAM]) {
  await ensureStream(agent, {
    name,
    subjects: slateCatalog.streamSubjects(name),
    maxAgeMs: 0,
    maxBytes: -1,
    duplicateWindowMs: 120_000,
  });
}

const rows: Record<string, string> = { 'nats-server': server.version };

await measureAcks();
await measureBurst();
await measureCatchUp();
await measureRecovery();

console.table(rows);
await Promise.all([agent.close({ drainMs: 0 }), page.close({ drainMs: 0 })]);
await server.dispose();

/** One durable event after the other: until its ack, and until a page over WebSocket has it. */
async function measureAcks(): Promise<void> {
  const acks: number[] = [];
  const deliveries: number[] = [];
  let arrived = (_at: number) => {};
  const stop = page.follow('slate.build.progress.acks', 'new', {
    onEvents: () => arrived(performance.now()),
  });
  await agent.publish('build.started', { projectId: 'acks' }, { durable: true });
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (let n = 0; n < SINGLE_PUBLISHES; n++) {
    const arrival = new Promise<number>((resolve) => (arrived = resolve));
    const sentAt = performance.now();
    await agent.publish(
      'build.progress',
      { projectId: 'acks', data: { percent: n % 100 } },
      { durable: true },
    );
    acks.push(performance.now() - sentAt);
    deliveries.push((await arrival) - sentAt);
  }
  stop();
  rows['durable publish to ack, p50 / p99'] = percentiles(acks);
  rows['durable publish to page, p50 / p99'] = percentiles(deliveries);
}

/** Many at once through the outbox, beside bare publishes of the same bytes that wait for nothing. */
async function measureBurst(): Promise<void> {
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: BURST }, (_, n) =>
      agent.publish(
        'build.log',
        { projectId: 'burst', data: { message: `line ${n}` } },
        { durable: true },
      ),
    ),
  );
  const outboxMs = performance.now() - startedAt;
  const bare = await connect({ servers: server.tcpUrl });
  const body = JSON.stringify({
    id: '01980000-0000-7000-8000-000000000000',
    timestamp: Date.now(),
    projectId: 'bare',
    data: { message: 'line 10000' },
    type: 'log',
  });
  const bareAt = performance.now();
  for (let n = 0; n < BURST; n++) bare.publish('slate.build.log.bare', body);
  await bare.flush();
  const bareMs = performance.now() - bareAt;
  await bare.close();
  rows['outbox drain'] = rate(BURST, outboxMs);
  rows['outbox drain ÷ bare publish without acks'] = (outboxMs / bareMs).toFixed(2);
}

/** The whole history of a subject, validated, as a page reads it. */
async function measureCatchUp(): Promise<void> {
  let seen = 0;
  const startedAt = performance.now();
  const stop = page.follow('slate.build.log.burst', 'all', {
    onEvents: (deliveries) => void (seen += deliveries.length),
  });
  await until(() => seen === BURST);
  rows['catch-up from history'] = rate(BURST, performance.now() - startedAt);
  stop();
}

/** From the moment the killed server takes connections again to Live and caught up. */
async function measureRecovery(): Promise<void> {
  const times: number[] = [];
  let last = -1;
  const stop = page.follow('slate.build.progress.recovery', 'all', {
    onEvents: (deliveries) => void (last = deliveries.at(-1)?.event.data?.percent ?? last),
  });
  for (let n = 0; n < RESTARTS; n++) {
    await server.kill();
    const queued = agent.publish(
      'build.progress',
      { projectId: 'recovery', data: { percent: n } },
      { durable: true },
    );
    await server.restart();
    const openAt = performance.now();
    await until(() => isLive(page)() && last === n);
    times.push(performance.now() - openAt);
    await queued;
  }
  stop();
  rows['port open to Live and caught up, p50 / max'] =
    `${quantile(times, 0.5).toFixed(0)} / ${Math.max(...times).toFixed(0)} ms`;
}

function percentiles(values: readonly number[]): string {
  return `${quantile(values, 0.5).toFixed(2)} / ${quantile(values, 0.99).toFixed(2)} ms`;
}

function rate(count: number, ms: number): string {
  return `${Math.round((count / ms) * 1000).toLocaleString('en')} events/s`;
}

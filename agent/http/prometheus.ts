import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type {
  HistogramSnapshot,
  MessagingClient,
  MetricsSnapshot,
} from '../../src/lib/messaging/index.ts';
import type { PublishedCounts } from '../publish/publisher.ts';

const counters: readonly (readonly [name: string, help: string, key: CounterKey])[] = [
  ['slate_messages_received_total', 'Messages that came in.', 'messagesIn'],
  ['slate_messages_sent_total', 'Messages that went out.', 'messagesOut'],
  ['slate_received_bytes_total', 'Bytes of the bodies that came in.', 'bytesIn'],
  ['slate_sent_bytes_total', 'Bytes of the bodies that went out.', 'bytesOut'],
  ['slate_invalid_messages_total', 'Messages that broke the contract.', 'invalid'],
  ['slate_duplicates_total', 'Second copies of events, dropped by id.', 'duplicates'],
  ['slate_reconnects_total', 'Times the connection came back.', 'reconnects'],
];
type CounterKey = {
  [Key in keyof MetricsSnapshot]: MetricsSnapshot[Key] extends number ? Key : never;
}[keyof MetricsSnapshot];

/** What of an agent is measured. */
export interface Measured {
  readonly client: MessagingClient;
  readonly counts: PublishedCounts;
}

/** Everything about an agent in Prometheus' text format, with the process' own figures. */
export function createPrometheus({ client, counts }: Measured): {
  readonly contentType: string;
  text(): Promise<string>;
} {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  for (const [name, help, key] of counters) {
    const counter = new Counter({
      name,
      help,
      registers,
      collect() {
        counter.reset();
        counter.inc(client.getMetrics()[key]);
      },
    });
  }
  const gauge = (name: string, help: string, read: () => number) => {
    const made: Gauge = new Gauge({ name, help, registers, collect: () => made.set(read()) });
  };
  gauge('slate_connected', 'Whether the connection is live.', () =>
    Number(client.getState().status === 'live'),
  );
  gauge('slate_outbox_entries', 'Events that no stream has acknowledged yet.', () => {
    return client.getOutbox().queued;
  });
  gauge('slate_outbox_parked', 'Those of them that wait for a server with JetStream.', () => {
    return client.getOutbox().parked;
  });
  gauge('slate_outbox_storage_failed', 'Whether the outbox can keep nothing now.', () =>
    Number(client.getOutbox().storage === 'failed'),
  );
  gauge('slate_builds_running', 'Builds that run now.', () => counts.buildsRunning);
  gauge('slate_sessions_running', 'Programs that run now.', () => counts.sessionsRunning);
  const builds = new Counter({
    name: 'slate_builds_total',
    help: 'Builds that have ended.',
    labelNames: ['result'],
    registers,
    collect() {
      builds.reset();
      for (const [result, count] of Object.entries(counts.buildsEnded)) {
        builds.inc({ result }, count);
      }
    },
  });
  return {
    contentType: registry.contentType,
    async text() {
      const rtt = histogramText(
        'slate_rtt_seconds',
        'Round trips to the NATS server.',
        client.getMetrics().rttMs,
      );
      return `${await registry.metrics()}\n${rtt}`;
    },
  };
}

/** The library's histograms take single values; ours come counted. */
function histogramText(
  name: string,
  help: string,
  { bounds, counts, count, sum }: HistogramSnapshot,
): string {
  let below = 0;
  const buckets = bounds.map((bound, index) => {
    below += counts[index] ?? 0;
    return `${name}_bucket{le="${bound / 1_000}"} ${below}`;
  });
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} histogram`,
    ...buckets,
    `${name}_bucket{le="+Inf"} ${count}`,
    `${name}_sum ${sum / 1_000}`,
    `${name}_count ${count}`,
    '',
  ].join('\n');
}

import { DatabaseZap, ServerOff } from 'lucide-react';
import { Banner } from '../../components/feedback/Banner.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatBytes, formatCount, formatDuration, plural } from '../../components/time/format.ts';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import { assertNever } from '../../lib/assertNever.ts';
import styles from './Monitor.module.css';
import type { ServerFigures, ServerState } from './watch.ts';

/** JetStream: the account, its streams, and how far their durable consumers are. */
export function StreamsPanel({ server }: { server: ServerState }) {
  switch (server.kind) {
    case 'asking':
      return (
        <div role="status" aria-label="Loading the streams">
          <Skeleton height={160} />
        </div>
      );
    case 'no-jetstream':
      return (
        <EmptyState icon={<DatabaseZap size={20} />} title="JetStream is off on this server">
          Nothing is kept: pages show what happens from now on, and rules don’t run. Turn it on with
          a <code>jetstream</code> block in <code>nats-server.conf</code>.
        </EmptyState>
      );
    case 'no-agent':
      return (
        <EmptyState icon={<ServerOff size={20} />} title="No agent answers">
          Agents read the streams’ figures: a page may not list what others read. Start one with{' '}
          <code>npm start</code>.
        </EmptyState>
      );
    case 'failed':
      return <Banner tone="error">The streams’ figures could not be read: {server.message}</Banner>;
    case 'known':
      return <Known figures={server.figures} />;
    default:
      return assertNever(server);
  }
}

const ofLimit = (bytes: number, limit: number) =>
  limit > 0 ? `${formatBytes(bytes)} of ${formatBytes(limit)}` : formatBytes(bytes);

const keeps: Readonly<Record<string, string>> = {
  limits: 'Until a limit is reached',
  workqueue: 'Until it is done',
  interest: 'Until all have it',
};

function Known({ figures: { account, streams, consumers } }: { figures: ServerFigures }) {
  const figures: readonly [string, string][] = [
    ['Storage', ofLimit(account.storage, account.maxStorage)],
    ['Memory', ofLimit(account.memory, account.maxMemory)],
    ['Streams', formatCount(account.streams)],
    ['Consumers', formatCount(account.consumers)],
    ['API calls', formatCount(account.apiCalls)],
    ['API errors', formatCount(account.apiErrors)],
  ];
  return (
    <>
      <Panel title="JetStream">
        <dl className={styles.figures}>
          {figures.map(([name, value]) => (
            <div key={name} className={styles.figure}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title={`Streams (${streams.length})`} flush>
        <div className={styles.scroller} tabIndex={0} role="region" aria-label="Streams">
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Stream</th>
                <th scope="col">Messages</th>
                <th scope="col">Size</th>
                <th scope="col">Keeps</th>
                <th scope="col">Last message</th>
                <th scope="col">Consumers</th>
              </tr>
            </thead>
            <tbody>
              {streams.map((stream) => (
                <tr key={stream.name}>
                  <th scope="row">
                    <code>{stream.name}</code>
                  </th>
                  <td>{formatCount(stream.messages)}</td>
                  <td>{ofLimit(stream.bytes, stream.maxBytes)}</td>
                  <td>
                    {stream.maxAgeMs > 0
                      ? formatDuration(stream.maxAgeMs)
                      : (keeps[stream.retention] ?? stream.retention)}
                  </td>
                  <td>
                    {stream.lastAt === undefined ? 'none' : <RelativeTime time={stream.lastAt} />}
                  </td>
                  <td>{formatCount(stream.consumers)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
      <Panel title={`Durable consumers (${consumers.length})`} flush>
        {consumers.length === 0 ? (
          <p className={styles.footnote}>None now: rules and build queues make them.</p>
        ) : (
          <div className={styles.scroller} tabIndex={0} role="region" aria-label="Consumers">
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Consumer</th>
                  <th scope="col">Stream</th>
                  <th scope="col">Lag</th>
                  <th scope="col">Unacknowledged</th>
                  <th scope="col">Redelivered</th>
                </tr>
              </thead>
              <tbody>
                {consumers.map((one) => (
                  <tr key={`${one.stream} ${one.name}`}>
                    <th scope="row">
                      <code>{one.name}</code>
                    </th>
                    <td>
                      <code>{one.stream}</code>
                    </td>
                    <td>{plural(one.pending, 'message')}</td>
                    <td>{formatCount(one.unacknowledged)}</td>
                    <td>{formatCount(one.redelivered)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
    </>
  );
}

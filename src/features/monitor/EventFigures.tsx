import { Panel } from '../../components/Panel.tsx';
import { formatCount, plural } from '../../components/time/format.ts';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import type { InvalidReason, MetricsSnapshot } from '../../lib/messaging/index.ts';
import styles from './Monitor.module.css';

const reasons: Record<InvalidReason, string> = {
  'malformed-json': 'Not JSON',
  'wrong-shape': 'Wrong shape',
  'subject-mismatch': 'Subject and body differ',
  'unknown-action': 'Unknown action',
  'forbidden-key': 'Forbidden key',
  redirected: 'Redirected',
};

const SHOWN = 20;

/** What this tab has counted since it was opened, and the messages that broke the contract. */
export function EventFigures({ metrics }: { metrics: MetricsSnapshot }) {
  const figures: readonly [string, number, string][] = [
    ['Reconnects', metrics.reconnects, 'Times the connection came back'],
    ['Invalid', metrics.invalid, 'Messages that broke the contract; never delivered'],
    ['Duplicates', metrics.duplicates, 'Copies of an event, dropped by their id'],
    ['Unknown', metrics.unknown, 'Messages on subjects of no catalog'],
    ['In the outbox', metrics.outboxDepth, 'Events that no stream has acknowledged yet'],
    ['Handler errors', metrics.handlerErrors, 'Handlers of this page that failed'],
  ];
  const samples = metrics.invalidSamples.toReversed();
  return (
    <Panel title="Events">
      <dl className={styles.figures}>
        {figures.map(([name, value, title]) => (
          <div key={name} className={styles.figure} title={title}>
            <dt>{name}</dt>
            <dd>{formatCount(value)}</dd>
          </div>
        ))}
      </dl>
      {samples.length === 0 ? (
        <p className={styles.note}>No invalid events since this tab was opened.</p>
      ) : (
        <details className={styles.details}>
          <summary>{plural(samples.length, 'invalid message')} kept</summary>
          <ul className={styles.samples} aria-label="Invalid messages">
            {samples.slice(0, SHOWN).map(({ subject, reason, detail, body, at }, index) => (
              // Newest first, and several may be alike.
              <li key={samples.length - index}>
                <p>
                  <strong>{reasons[reason]}</strong> <code>{subject}</code>{' '}
                  <RelativeTime time={at} />
                </p>
                <p className={styles.muted}>{detail}</p>
                <pre className={styles.body}>{body === '' ? '(empty)' : body}</pre>
              </li>
            ))}
          </ul>
          {samples.length > SHOWN && <p className={styles.note}>The latest {SHOWN} are shown.</p>}
        </details>
      )}
    </Panel>
  );
}

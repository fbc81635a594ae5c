import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import { useNow } from '../../components/time/useNow.ts';
import { formatCount } from '../../components/time/format.ts';
import { useConnection, useMetrics } from '../../hooks/index.ts';
import styles from './ConnectionDetails.module.css';
import { describeConnection } from './describeConnection.ts';
import { describeDropped } from './describeDropped.ts';

const METRICS_MS = 1_000;

export function ConnectionDetails() {
  const connection = useConnection();
  const now = useNow(connection.status !== 'live');
  const { word, detail, title } = describeConnection(connection, now);
  const metrics = useMetrics(METRICS_MS);
  const { messagesIn, messagesOut, reconnects } = metrics;
  const dropped = describeDropped(metrics);
  return (
    <div className={styles.details}>
      <p className={styles.state}>
        {word}
        {detail !== null && ` · ${detail}`}
      </p>
      <p className={styles.title}>{title}</p>
      <dl className={styles.facts}>
        <dt>Since</dt>
        <dd>
          <RelativeTime time={connection.since} />
        </dd>
        <dt>Messages received</dt>
        <dd>{formatCount(messagesIn)}</dd>
        <dt>Messages sent</dt>
        <dd>{formatCount(messagesOut)}</dd>
        <dt>Reconnects</dt>
        <dd>{formatCount(reconnects)}</dd>
      </dl>
      {dropped !== null && <p className={styles.title}>{dropped}</p>}
    </div>
  );
}

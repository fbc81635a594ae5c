import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatCount, formatTimeOfDay, plural } from '../../../components/time/format.ts';
import type { Drift, EventDrift } from '../drift/drift.ts';
import { driftWords } from '../drift/driftWords.ts';
import styles from './Details.module.css';

export interface DriftListProps {
  drift: EventDrift;
  /** Before each drift, such as a link to its event. */
  lead?: ReactNode;
}

/** Where real messages have left their schema, each with the first message that did. */
export function DriftList({ drift, lead }: DriftListProps) {
  return (
    <>
      <ul role="list" aria-label="Schema drift" className={styles.drifts}>
        {[...drift.drifts.entries()].map(([key, each]) => (
          <DriftItem key={key} drift={each} lead={lead} />
        ))}
      </ul>
      {drift.omitted > 0 && (
        <p className={styles.muted}>
          {formatCount(drift.omitted)} more were seen and are not kept here.
        </p>
      )}
    </>
  );
}

function DriftItem({ drift, lead }: { drift: Drift; lead?: ReactNode }) {
  const { path, first, messages } = drift;
  return (
    <li className={styles.drift}>
      <TriangleAlert size={15} aria-hidden="true" className={styles.driftIcon} />
      <div className={styles.driftText}>
        <p>
          {lead}
          <code className={styles.strong}>{path}</code> {driftWords(drift)}
        </p>
        <p className={styles.muted}>
          First at{' '}
          <time dateTime={new Date(first.receivedAt).toISOString()}>
            {formatTimeOfDay(first.receivedAt)}
          </time>{' '}
          on <code>{first.subject}</code>
          {first.sequence !== null && `, sequence ${formatCount(first.sequence)}`} ·{' '}
          {plural(messages, 'message')} so far
        </p>
        <details className={styles.preview}>
          <summary>First message</summary>
          <pre className={styles.code}>{first.preview}</pre>
        </details>
      </div>
    </li>
  );
}

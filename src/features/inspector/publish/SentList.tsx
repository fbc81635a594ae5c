import { Button } from '../../../components/controls/Button.tsx';
import { RelativeTime } from '../../../components/time/RelativeTime.tsx';
import type { Sent } from './sentHistory.ts';
import styles from './SendPanel.module.css';

const words = { published: 'Published', replied: 'Replied', failed: 'Failed' } as const;

export interface SentListProps {
  sent: readonly Sent[];
  onUse: (sent: Sent) => void;
}

/** What was sent from this tab, newest first. */
export function SentList({ sent, onUse }: SentListProps) {
  if (sent.length === 0) return null;
  return (
    <section>
      <h3 className={styles.title}>Sent from this tab</h3>
      <ul aria-label="Sent messages" className={styles.sent}>
        {sent.map((one) => (
          <li key={one.n}>
            <span className={styles.sentSubject} title={one.raw.subject}>
              {one.raw.subject}
            </span>
            <span className={styles.hint}>
              {words[one.outcome.kind]} <RelativeTime time={one.at} />
            </span>
            <Button size="sm" variant="ghost" onClick={() => onUse(one)}>
              Use again
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

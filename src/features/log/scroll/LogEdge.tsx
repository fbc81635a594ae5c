import { Button } from '../../../components/controls/Button.tsx';
import { Spinner } from '../../../components/feedback/Spinner.tsx';
import type { Beyond } from '../../../lib/log/feed/feedTypes.ts';
import styles from './LogEdge.module.css';

export interface LogEdgeProps {
  beyond: Beyond;
  isThere: boolean;
  onRetry: () => void;
}

/** Loading, or failed, above the first row. */
export function LogEdge({ beyond, isThere, onRetry }: LogEdgeProps) {
  if (beyond === 'failed') {
    return (
      <div className={styles.edge} role="status">
        Older lines could not be loaded.
        <Button size="sm" onClick={onRetry}>
          Try again
        </Button>
      </div>
    );
  }
  if (beyond === 'nothing' || !isThere) return null;
  return (
    <div className={styles.edge}>
      <Spinner />
      Loading older lines
    </div>
  );
}

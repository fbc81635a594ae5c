import { ArrowDown } from 'lucide-react';
import { plural } from '../../../components/time/format.ts';
import styles from './LogEndButton.module.css';

export interface LogEndButtonProps {
  /** Lines that came since the reader left the end. */
  newLines: number;
  onClick: () => void;
}

/** Shows that the view is paused, how many lines came since, and leads back to the end. */
export function LogEndButton({ newLines, onClick }: LogEndButtonProps) {
  return (
    <div className={styles.pill}>
      <span className={styles.paused}>Paused</span>
      <button type="button" className={styles.button} onClick={onClick}>
        <ArrowDown size={14} aria-hidden="true" />
        {newLines > 0 ? plural(newLines, 'new line') : 'Jump to latest'}
      </button>
    </div>
  );
}

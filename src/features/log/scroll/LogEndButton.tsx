import { ArrowDown } from 'lucide-react';
import { plural } from '../../../components/time/format.ts';
import styles from './LogEndButton.module.css';

export interface LogEndButtonProps {
  newLines: number;
  onClick: () => void;
}

/** Jumps to the end of a paused log, and counts what came since. */
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

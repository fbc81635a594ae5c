import { ArrowDown } from 'lucide-react';
import { plural } from '../../components/format.ts';
import styles from './LogEndButton.module.css';

export interface LogEndButtonProps {
  /** Lines that came since the reader left the end. */
  newLines: number;
  onClick: () => void;
}

/** Says that the view stands still, what came meanwhile, and leads back to the log's end. */
export function LogEndButton({ newLines, onClick }: LogEndButtonProps) {
  return (
    <div className={styles.pill}>
      <span className={styles.paused}>Paused</span>
      <button type="button" className={styles.button} onClick={onClick}>
        <ArrowDown size={14} aria-hidden="true" />
        {newLines > 0 ? plural(newLines, 'new line') : 'Go to the end'}
      </button>
    </div>
  );
}

import { ArrowDown } from 'lucide-react';
import { plural } from '../format.ts';
import styles from './LogEndButton.module.css';

export interface LogEndButtonProps {
  /** Lines that came since the reader left the end. */
  newLines: number;
  onClick: () => void;
}

/** Leads a reader back to the end of the log and says what waits there. */
export function LogEndButton({ newLines, onClick }: LogEndButtonProps) {
  return (
    <button type="button" className={styles.button} onClick={onClick}>
      <ArrowDown size={14} aria-hidden="true" />
      {newLines > 0 ? plural(newLines, 'new line') : 'Go to the end'}
    </button>
  );
}

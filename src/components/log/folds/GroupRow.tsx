import { ChevronRight } from 'lucide-react';
import { useContext } from 'react';
import { entryOf } from '../../../lib/entryOf.ts';
import { formatDuration } from '../../format.ts';
import { stateLooks } from '../../state.ts';
import { StateIcon } from '../../StateIcon.tsx';
import type { LogGroupHead } from '../rowSource.ts';
import styles from './GroupRow.module.css';
import { LogStepsContext } from './LogSteps.ts';

export interface GroupRowProps {
  head: LogGroupHead;
  onFold: (head: LogGroupHead) => void;
  /** Given where rows are measured. */
  measure?: ((element: HTMLElement | null) => void) | undefined;
  position?: number | undefined;
}

/** The head above a step's lines: folds them away and brings them back. */
export function GroupRow({ head, onFold, measure, position }: GroupRowProps) {
  const step = entryOf(useContext(LogStepsContext), head.step);
  return (
    <div ref={measure} data-index={position} className={styles.group}>
      <button
        type="button"
        className={styles.button}
        aria-expanded={head.open}
        onClick={() => onFold(head)}
      >
        <ChevronRight size={14} aria-hidden="true" className={styles.chevron} />
        {step !== undefined && <StateIcon state={step.status} size={14} />}
        <span className={styles.name}>{head.step}</span>
        {step !== undefined && (
          <span className={styles.detail}>
            {stateLooks[step.status].word}
            {step.durationMs !== undefined && ` · ${formatDuration(step.durationMs)}`}
          </span>
        )}
      </button>
    </div>
  );
}

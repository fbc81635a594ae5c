import { ChevronRight } from 'lucide-react';
import { useContext } from 'react';
import { entryOf } from '../../../lib/entryOf.ts';
import { cx } from '../../../components/cx.ts';
import { formatDuration } from '../../../components/time/format.ts';
import { stateLooks } from '../../../components/steps/state.ts';
import { StateIcon } from '../../../components/steps/StateIcon.tsx';
import type { LogGroupHead } from '../../../lib/log/rows.ts';
import strip from './LogStrip.module.css';
import styles from './GroupRow.module.css';
import { foldName } from '../../../lib/log/folds/entries.ts';
import { LogStepsContext } from './LogStepsContext.ts';

export interface GroupRowProps {
  head: LogGroupHead;
  onFold: (head: LogGroupHead) => void;
  measure?: ((element: HTMLElement | null) => void) | undefined;
  position?: number | undefined;
}

/** The head of a step or group, which folds its lines. */
export function GroupRow({ head, onFold, measure, position }: GroupRowProps) {
  const steps = useContext(LogStepsContext);
  const step = head.group === undefined ? entryOf(steps, head.step) : undefined;
  return (
    <div ref={measure} data-index={position} className={styles.group}>
      <button
        type="button"
        className={cx(strip.strip, styles.button, head.group !== undefined && styles.within)}
        aria-expanded={head.open}
        onClick={() => onFold(head)}
      >
        <ChevronRight size={14} aria-hidden="true" className={styles.chevron} />
        {step !== undefined && <StateIcon state={step.status} size={14} />}
        <span className={styles.name}>{foldName(head)}</span>
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

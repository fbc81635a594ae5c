import { cx } from '../cx.ts';
import styles from './ProgressBar.module.css';
import type { Tone } from '../steps/state.ts';

export interface ProgressBarProps {
  label: string;
  /** 0 to 100, clamped; null for unknown. */
  value: number | null;
  tone?: Tone;
  /** Its end is visible even where it hardly began. */
  isOver?: boolean;
  /** Read out instead of the percentage. */
  valueText?: string;
}

const MIN_SEEN_PERCENT = 3;

/** Its height is the same in every state. */
export function ProgressBar(props: ProgressBarProps) {
  const { label, value, tone = 'running', isOver = false, valueText } = props;
  const percent = value === null || Number.isNaN(value) ? null : Math.min(100, Math.max(0, value));
  const shown = percent !== null && isOver ? Math.max(MIN_SEEN_PERCENT, percent) : percent;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === null ? undefined : Math.round(percent)}
      aria-valuetext={valueText}
      className={styles.track}
    >
      <div
        className={cx(styles.fill, shown === null && styles.indeterminate)}
        data-tone={tone}
        style={shown === null ? undefined : { transform: `translateX(${shown - 100}%)` }}
      />
    </div>
  );
}

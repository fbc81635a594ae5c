import { cx } from './cx.ts';
import styles from './ProgressBar.module.css';
import type { Tone } from './state.ts';

export interface ProgressBarProps {
  /** The accessible name, e.g. "Build progress". */
  label: string;
  /** 0 to 100; null when under way but not known how far. Values outside are clamped. */
  value: number | null;
  tone?: Tone;
  /** Read out instead of the percentage, e.g. "3 of 5 steps". */
  valueText?: string;
}

/** A thin bar. It takes no part in layout changes: its height is the same in every state. */
export function ProgressBar({ label, value, tone = 'running', valueText }: ProgressBarProps) {
  const percent = value === null || Number.isNaN(value) ? null : Math.min(100, Math.max(0, value));
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
        className={cx(styles.fill, styles[tone], percent === null && styles.indeterminate)}
        style={percent === null ? undefined : { transform: `translateX(${percent - 100}%)` }}
      />
    </div>
  );
}

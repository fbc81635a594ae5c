import type { CSSProperties } from 'react';
import { cx } from './cx.ts';
import { Duration } from './Duration.tsx';
import { formatDuration } from './format.ts';
import { StateIcon } from './StateIcon.tsx';
import styles from './StepList.module.css';
import { stateLooks } from './state.ts';
import type { Span, Step } from './waterfall.ts';

export interface StepRowProps {
  step: Step;
  span: Span;
  /** Length of the axis in milliseconds. */
  total: number;
  href?: string | undefined;
  onSelect?: ((step: Step, event: React.MouseEvent) => void) | undefined;
}

/** One row of StepList. */
export function StepRow({ step, span, total, href, onSelect }: StepRowProps) {
  const status = step.status ?? 'pending';
  const running = status === 'running';
  const expected =
    (running || status === 'pending') && step.expectedMs !== undefined && step.expectedMs > 0
      ? step.expectedMs
      : null;
  const place = (ms: number) =>
    ({
      '--start': `${(span.start / total) * 100}%`,
      '--width': `${(ms / total) * 100}%`,
    }) as CSSProperties;
  return (
    <li className={cx(styles.row, span.spent === null && styles.quiet)} data-status={status}>
      <StateIcon state={status} size={14} withWord />
      {href === undefined ? (
        <span className={styles.name} title={step.name}>
          {step.name}
        </span>
      ) : (
        <a
          className={styles.name}
          href={href}
          title={step.name}
          onClick={(event) => onSelect?.(step, event)}
        >
          {step.name}
        </a>
      )}
      <span className={styles.track} aria-hidden="true">
        {expected !== null && <span className={styles.ghost} style={place(span.expected)} />}
        {span.spent !== null && (
          <span
            className={cx(styles.bar, styles[stateLooks[status].tone])}
            style={place(span.spent)}
          />
        )}
      </span>
      <span className={styles.time}>
        {span.spent !== null && <Duration ms={span.spent} ticking={running} />}
        {expected !== null && (
          <span className={styles.expected} title="Usual duration of this step">
            {span.spent !== null && ' / '}~{formatDuration(expected, 'seconds')}
          </span>
        )}
        {status === 'skipped' && <span className={styles.expected}>skipped</span>}
      </span>
    </li>
  );
}

import { ChevronRight, Hourglass } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { cx } from '../cx.ts';
import { Duration } from '../time/Duration.tsx';
import { PaceMark } from './PaceMark.tsx';
import { StateIcon } from './StateIcon.tsx';
import styles from './StepList.module.css';
import { stateLooks } from './state.ts';
import { timeLeft } from '../../lib/pace.ts';
import { describeTimeLeft, formatUsual } from './timeLeft.ts';
import type { PlacedStep } from './waterfall.ts';

export interface StepRowProps {
  placed: PlacedStep;
  depth: number;
  /** Length of the axis in milliseconds. */
  total: number;
  /** Only then is the time left known. */
  isLive: boolean;
  open: boolean;
  /** The one to keep in view. */
  matters: boolean;
  onToggle: () => void;
  usualMs?: ((path: string) => number | undefined) | undefined;
  onShowLog?: ((placed: PlacedStep) => void) | undefined;
  children: ReactNode;
}

export function StepRow(props: StepRowProps) {
  const { placed, depth, total, isLive, open, onToggle, usualMs, onShowLog, children } = props;
  const { matters } = props;
  const { step, status, span, path } = placed;
  const isGroup = placed.steps.length > 0;
  const running = status === 'running';
  const expected =
    (running || status === 'pending') && step.expectedMs !== undefined && step.expectedMs > 0
      ? step.expectedMs
      : null;
  const usual = usualMs?.(path);
  const left = running && isLive && expected !== null ? timeLeft(span.spent ?? 0, expected) : null;
  const isLate = left?.kind === 'late';
  const place = (ms: number) =>
    ({
      '--start': `${(span.start / total) * 100}%`,
      '--width': `${(ms / total) * 100}%`,
    }) as CSSProperties;
  return (
    <li>
      <div
        className={cx(styles.row, span.spent === null && styles.quiet, isGroup && styles.group)}
        data-status={status}
        data-matters={matters || undefined}
      >
        <StateIcon state={status} size={14} withWord />
        <span className={styles.label} style={{ '--depth': depth } as CSSProperties}>
          {isGroup && (
            <button
              type="button"
              className={styles.toggle}
              aria-expanded={open}
              aria-label={`Steps of ${step.name}`}
              onClick={onToggle}
            >
              <ChevronRight size={14} aria-hidden="true" />
            </button>
          )}
          {onShowLog === undefined || isGroup || span.spent === null ? (
            <span className={styles.name} title={step.name}>
              {step.name}
            </span>
          ) : (
            <button
              type="button"
              className={styles.name}
              title={step.name}
              onClick={() => onShowLog(placed)}
            >
              {step.name}
            </button>
          )}
          {isGroup && !open && (
            <span className={styles.inner}>
              {placed.steps.length} {placed.steps.length === 1 ? 'step' : 'steps'}
            </span>
          )}
        </span>
        <span className={styles.track} aria-hidden="true">
          {expected !== null && <span className={styles.ghost} style={place(span.expected)} />}
          {span.spent !== null && (
            <span
              className={styles.bar}
              data-tone={isLate ? 'warning' : stateLooks[status].tone}
              style={place(span.spent)}
            />
          )}
        </span>
        <span className={styles.pace}>
          {status === 'passed' && usual !== undefined && span.spent !== null && (
            <PaceMark ms={span.spent} usualMs={usual} />
          )}
          {left !== null && (
            <span
              className={cx(styles.left, isLate && styles.late)}
              title={isLate ? 'Taking longer than usual' : 'By what this step usually takes'}
            >
              {isLate && <Hourglass size={12} aria-hidden="true" />}
              {describeTimeLeft(left)}
            </span>
          )}
        </span>
        <span className={styles.time}>
          {span.spent !== null && <Duration ms={span.spent} ticking={running} />}
          {expected !== null && left === null && (
            <span
              className={cx(styles.expected, span.spent !== null && styles.outOf)}
              title="Usual duration of this step"
            >
              {span.spent !== null && ' / '}~{formatUsual(expected)}
            </span>
          )}
          {status === 'skipped' && <span className={styles.expected}>skipped</span>}
        </span>
      </div>
      {children}
    </li>
  );
}

import { type CSSProperties, useMemo } from 'react';
import { formatDuration } from './format.ts';
import { StepRow } from './StepRow.tsx';
import styles from './StepList.module.css';
import { axisTicks, layOutSteps, type Step } from './waterfall.ts';

export interface StepListProps {
  steps: readonly Step[];
  /** Milliseconds since the epoch; moves the bars of running steps. */
  now: number;
  label?: string;
  /** Makes each name a link, e.g. to the step's place in the log. */
  hrefFor?: (step: Step) => string;
  /** Called when a link is followed; it can prevent the navigation. */
  onSelect?: (step: Step, event: React.MouseEvent) => void;
}

/** A build's steps as a list with a waterfall: when each ran, for how long, and what is still to come. */
export function StepList({ steps, now, label = 'Build steps', hrefFor, onSelect }: StepListProps) {
  const { spans, total } = useMemo(() => layOutSteps(steps, now), [steps, now]);
  const ticks = axisTicks(total);
  const at = (ms: number) => ({ '--at': `${(ms / total) * 100}%` }) as CSSProperties;
  return (
    <div className={styles.list}>
      <div
        className={styles.axis}
        style={{ '--rows': steps.length } as CSSProperties}
        aria-hidden="true"
      >
        <div className={styles.ticks}>
          {ticks.map((ms) => (
            <span key={ms} className={styles.tick} style={at(ms)}>
              {formatDuration(ms, 'seconds').replace(' 00 s', '').replace(' 00 m', '')}
            </span>
          ))}
        </div>
      </div>
      {/* Safari drops the list role of unstyled lists. */}
      <ol role="list" aria-label={label}>
        {steps.map((step, i) => {
          const span = spans[i];
          if (span === undefined) return null;
          return (
            <StepRow
              // Names may repeat; steps are never reordered.
              // See above
              key={i}
              step={step}
              span={span}
              total={total}
              href={hrefFor?.(step)}
              onSelect={onSelect}
            />
          );
        })}
      </ol>
    </div>
  );
}

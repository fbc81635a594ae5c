import { type CSSProperties, useMemo, useRef, useState } from 'react';
import { leafSteps, type Step } from '../../lib/steps.ts';
import { cx } from '../cx.ts';
import { formatDuration } from '../time/format.ts';
import { StepRow } from './StepRow.tsx';
import styles from './StepList.module.css';
import { useStepInView } from './useStepInView.ts';
import { axisTicks, layOutSteps, type PlacedStep, stepThatMatters } from './waterfall.ts';

export interface StepListProps {
  steps: readonly Step[];
  /** Moves the bars of running steps. */
  now: number;
  label?: string;
  /** Whether running steps are known to run. */
  isLive?: boolean;
  /** By path; undefined if unknown. */
  usualMs?: (path: string) => number | undefined;
  /** Makes the names of begun steps buttons. */
  onShowLog?: ((placed: PlacedStep) => void) | undefined;
}

/** What the reader has opened or closed; the rest opens where something happens. */
type Openness = Readonly<Record<string, boolean>>;

const opensItself = ({ status }: PlacedStep) =>
  status === 'running' || status === 'failed' || status === 'cancelled';

/** A build's steps as a waterfall, with what is still to come. */
export function StepList(props: StepListProps) {
  const { steps, now, label = 'Build steps', isLive = true, ...rowProps } = props;
  const waterfall = useMemo(() => layOutSteps(steps, now), [steps, now]);
  const { total } = waterfall;
  const [openness, setOpenness] = useState<Openness>({});
  // What has opened stays open: closing it would move the reader's place.
  const opened = waterfall.steps.filter(
    (placed) =>
      placed.steps.length > 0 && opensItself(placed) && openness[placed.path] === undefined,
  );
  if (opened.length > 0) {
    setOpenness({ ...openness, ...Object.fromEntries(opened.map(({ path }) => [path, true])) });
  }
  const isOpen = (placed: PlacedStep) => openness[placed.path] ?? opensItself(placed);
  const list = useRef<HTMLDivElement>(null);
  const matters = stepThatMatters(waterfall.steps, isOpen);
  useStepInView(list, matters?.path ?? null);
  const rows = (placed: PlacedStep): number =>
    1 + (isOpen(placed) ? placed.steps.reduce((sum, inner) => sum + rows(inner), 0) : 0);
  const row = (placed: PlacedStep, index: number, depth: number) => {
    const open = isOpen(placed);
    return (
      <StepRow
        // Names may repeat; steps are never reordered.
        key={index}
        placed={placed}
        depth={depth}
        total={total}
        isLive={isLive}
        open={open}
        matters={placed === matters}
        onToggle={() => setOpenness({ ...openness, [placed.path]: !open })}
        {...rowProps}
      >
        {placed.steps.length > 0 && open && (
          <ol role="list" aria-label={`Steps of ${placed.step.name}`}>
            {placed.steps.map((inner, i) => row(inner, i, depth + 1))}
          </ol>
        )}
      </StepRow>
    );
  };
  const at = (ms: number) => ({ '--at': `${(ms / total) * 100}%` }) as CSSProperties;
  const isCompared = leafSteps(steps).some(
    ({ path, step }) => (step.expectedMs ?? 0) > 0 || rowProps.usualMs?.(path) !== undefined,
  );
  const shown = waterfall.steps.reduce((sum, placed) => sum + rows(placed), 0);
  return (
    <div ref={list} className={cx(styles.list, isCompared && styles.compared)}>
      <div className={styles.axis} style={{ '--rows': shown } as CSSProperties} aria-hidden="true">
        <div className={styles.ticks}>
          {axisTicks(total).map((ms) => (
            <span key={ms} className={styles.tick} style={at(ms)}>
              {formatDuration(ms, 'seconds').replace(/ 0[sm]$/, '')}
            </span>
          ))}
        </div>
      </div>
      {/* Safari drops the list role of unstyled lists. */}
      <ol role="list" aria-label={label}>
        {waterfall.steps.map((placed, i) => row(placed, i, 0))}
      </ol>
    </div>
  );
}

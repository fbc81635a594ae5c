import { lazy, type ReactNode, Suspense, useId } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import styles from './LineChart.module.css';
import type { UplotCanvasProps } from './UplotCanvas.tsx';

const UplotCanvas = lazy(() => import('./UplotCanvas.tsx'));

export interface LineChartProps extends UplotCanvasProps {
  label: string;
  /** The same in words and numbers. */
  children: ReactNode;
}

/** A live line over time with a text alternative. */
export function LineChart({ label, children, ...canvas }: LineChartProps) {
  const id = useId();
  return (
    <figure className={styles.figure} aria-labelledby={id}>
      <figcaption className={styles.caption}>
        <span id={id} className={styles.label}>
          {label}
        </span>
        {children}
      </figcaption>
      <div className={styles.drawing} aria-hidden="true">
        <ErrorBoundary
          fallback={
            <p className={styles.missing}>The chart could not be loaded. Reload the page.</p>
          }
        >
          <Suspense fallback={null}>
            <UplotCanvas {...canvas} />
          </Suspense>
        </ErrorBoundary>
      </div>
    </figure>
  );
}

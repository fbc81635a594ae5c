import { cx } from '../cx.ts';
import styles from './Skeleton.module.css';

export interface SkeletonProps {
  /** Any CSS length, e.g. '60%' or 120 for pixels. */
  width?: number | string;
  /** Pixels. */
  height?: number;
  round?: boolean;
}

/** Holds the place of something on its way; it appears only after a moment, so fast loads do not flash. */
export function Skeleton({ width = '100%', height = 12, round = false }: SkeletonProps) {
  return (
    <span
      className={cx(styles.skeleton, round && styles.round)}
      style={{ width, height }}
      aria-hidden="true"
    />
  );
}

import { cx } from '../cx.ts';
import styles from './Skeleton.module.css';

export interface SkeletonProps {
  /** Any CSS length, or pixels. */
  width?: number | string;
  height?: number;
  round?: boolean;
}

/** Appears after a moment, so that fast loads do not flash. */
export function Skeleton({ width = '100%', height = 12, round = false }: SkeletonProps) {
  return (
    <span
      className={cx(styles.skeleton, round && styles.round)}
      style={{ width, height }}
      aria-hidden="true"
    />
  );
}

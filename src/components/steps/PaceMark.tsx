import { TrendingDown, TrendingUp } from 'lucide-react';
import styles from './PaceMark.module.css';
import { paceOf } from '../../lib/pace.ts';
import { describePace, explainPace } from './pace.ts';

export interface PaceMarkProps {
  ms: number;
  usualMs: number;
}

/** Slower or faster than usual; nothing if neither. */
export function PaceMark({ ms, usualMs }: PaceMarkProps) {
  const pace = paceOf(ms, usualMs);
  if (pace === 'usual') return null;
  const Icon = pace === 'slower' ? TrendingUp : TrendingDown;
  return (
    <span className={styles[pace]} title={explainPace(ms, usualMs)}>
      <Icon size={12} aria-hidden="true" />
      {describePace(ms, usualMs)}
    </span>
  );
}

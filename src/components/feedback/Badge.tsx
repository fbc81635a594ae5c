import type { ReactNode } from 'react';
import styles from './Badge.module.css';
import type { Tone } from '../steps/state.ts';

export interface BadgeProps {
  tone?: Tone | 'accent';
  icon?: ReactNode;
  title?: string;
  children: ReactNode;
}

/** For states use StateBadge, so that icon, word and colour agree. */
export function Badge({ tone = 'idle', icon, title, children }: BadgeProps) {
  return (
    <span className={styles.badge} data-tone={tone} title={title}>
      {icon}
      <span>{children}</span>
    </span>
  );
}

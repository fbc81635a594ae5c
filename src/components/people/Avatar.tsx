import type { CSSProperties } from 'react';
import styles from './Avatar.module.css';
import { cx } from '../cx.ts';
import { hueOf } from '../../lib/hueOf.ts';
import { initials } from '../time/format.ts';

export interface AvatarProps {
  /** Decides the colour. */
  id: string;
  name: string;
  /** A dot: filled when active, hollow when away. */
  presence?: 'active' | 'away' | undefined;
  size?: number;
}

/** Initials on a person's colour; decorative, so put the name beside it. */
export function Avatar({ id, name, presence, size = 24 }: AvatarProps) {
  const vars = { '--hue': hueOf(id), '--size': `${size}px` } as CSSProperties;
  return (
    <span className={styles.avatar} style={vars} title={name} aria-hidden="true">
      {initials(name)}
      {presence !== undefined && <span className={cx(styles.dot, styles[presence])} />}
    </span>
  );
}

import type { ReactNode } from 'react';
import { ConnectionBadge } from '../../features/connection/ConnectionBadge.tsx';
import { type Crumb, Crumbs } from './Crumbs.tsx';
import styles from './TopBar.module.css';

export interface TopBarProps {
  crumbs: readonly Crumb[];
  children?: ReactNode;
}

/** Where you are, who is here, and whether the page is live. */
export function TopBar({ crumbs, children }: TopBarProps) {
  return (
    <header className={styles.bar}>
      <Crumbs crumbs={crumbs} />
      <div className={styles.right}>
        {children}
        <ConnectionBadge />
      </div>
    </header>
  );
}

import type { ReactNode } from 'react';
import { ClockContext, wallClock } from '../../components/time/clock.ts';
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
        {/* Of the real connection, also beside what is replayed. */}
        <ClockContext value={wallClock}>
          <ConnectionBadge />
        </ClockContext>
      </div>
    </header>
  );
}

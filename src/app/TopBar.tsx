import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { ConnectionBadge } from '../features/connection/ConnectionBadge.tsx';
import styles from './TopBar.module.css';

export interface Crumb {
  readonly text: string;
  /** A path; the last crumb needs none. */
  readonly to?: string;
}

export interface TopBarProps {
  crumbs: readonly Crumb[];
  /** People and other things of this page. */
  children?: ReactNode;
}

/** Where you are, who is here, and whether what you see is live. */
export function TopBar({ crumbs, children }: TopBarProps) {
  return (
    <header className={styles.bar}>
      <nav aria-label="Breadcrumb" className={styles.crumbs}>
        {crumbs.map((crumb, index) => (
          <Fragment key={crumb.to ?? 'here'}>
            {index > 0 && (
              <span className={styles.slash} aria-hidden="true">
                /
              </span>
            )}
            {crumb.to === undefined ? (
              <h1 className={styles.here}>{crumb.text}</h1>
            ) : (
              <Link to={crumb.to} className={styles.crumb}>
                {crumb.text}
              </Link>
            )}
          </Fragment>
        ))}
      </nav>
      <div className={styles.right}>
        {children}
        <ConnectionBadge />
      </div>
    </header>
  );
}

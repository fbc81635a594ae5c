import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import styles from './Crumbs.module.css';

export interface Crumb {
  readonly text: string;
  /** The last crumb needs no path. */
  readonly to?: string;
  /** A tooltip; the text by default, which may be cut. */
  readonly title?: string;
}

/** The last part is the page's heading. */
export function Crumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className={styles.crumbs}>
      {crumbs.map(({ text, to, title = text }, index) => (
        // By place: neighbours may have the same name.
        <Fragment key={index}>
          {index > 0 && (
            <span className={styles.slash} aria-hidden="true">
              /
            </span>
          )}
          {to === undefined ? (
            <h1 className={styles.here} title={title}>
              {text}
            </h1>
          ) : (
            <Link to={to} className={styles.crumb} title={title}>
              {text}
            </Link>
          )}
        </Fragment>
      ))}
    </nav>
  );
}

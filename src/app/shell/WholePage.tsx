import type { ReactNode } from 'react';
import styles from './WholePage.module.css';

/** In place of the shell and everything in it: for when there is nothing to show in them. */
export function WholePage({ children }: { children: ReactNode }) {
  return <main className={styles.page}>{children}</main>;
}

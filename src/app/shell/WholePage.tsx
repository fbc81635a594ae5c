import type { ReactNode } from 'react';
import styles from './WholePage.module.css';

/** Replaces the shell. */
export function WholePage({ children }: { children: ReactNode }) {
  return <main className={styles.page}>{children}</main>;
}

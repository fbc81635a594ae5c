import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './CommandError.module.css';

/** Why a command failed, read out at once. */
export function CommandError({ children }: { children: ReactNode }) {
  return (
    <span role="alert" className={styles.error}>
      <CircleAlert size={14} aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}

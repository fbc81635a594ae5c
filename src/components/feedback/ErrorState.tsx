import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

export interface ErrorStateProps {
  /** Such as "The history could not be loaded". */
  title: string;
  children?: ReactNode;
  /** The technical message, collapsed. */
  detail?: string;
  action?: ReactNode;
}

/** What failed and what to do next. */
export function ErrorState({ title, children, detail, action }: ErrorStateProps) {
  return (
    <div className={styles.empty} role="alert">
      <span className={styles.icon} data-tone="failed">
        <CircleX size={20} aria-hidden="true" />
      </span>
      <p className={styles.title}>{title}</p>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action !== undefined && <div className={styles.action}>{action}</div>}
      {detail !== undefined && (
        <details className={styles.detail}>
          <summary>Details</summary>
          <pre>{detail}</pre>
        </details>
      )}
    </div>
  );
}

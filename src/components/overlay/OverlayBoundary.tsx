import { type ReactNode, Suspense } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Button } from '../controls/Button.tsx';
import styles from './OverlayBoundary.module.css';

export interface OverlayBoundaryProps {
  fallback?: ReactNode;
  children: ReactNode;
}

/** Around overlays fetched on demand: a failed fetch must not take the page down. */
export function OverlayBoundary({ fallback = null, children }: OverlayBoundaryProps) {
  return (
    <ErrorBoundary
      fallback={
        <div role="alert" className={styles.failed}>
          This part of the page could not be loaded.
          <Button size="sm" onClick={() => location.reload()}>
            Reload
          </Button>
        </div>
      }
    >
      <Suspense fallback={fallback}>{children}</Suspense>
    </ErrorBoundary>
  );
}

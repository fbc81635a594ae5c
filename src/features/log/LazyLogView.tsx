import { lazy, Suspense } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Button } from '../../components/Button.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { LogPlaceholder } from './LogPlaceholder.tsx';
import styles from './LogPlaceholder.module.css';
import type { LogViewProps } from './logViewProps.ts';

const LogView = lazy(async () => ({ default: (await import('./LogView.tsx')).LogView }));

/** The log view as a part that is fetched when the page around it is there. */
export function LazyLogView(props: LogViewProps) {
  return (
    <ErrorBoundary
      fallback={
        <ErrorState
          title="The log could not be loaded"
          action={<Button onClick={() => location.reload()}>Reload</Button>}
        >
          Nothing of it is lost: reload the page to see it.
        </ErrorState>
      }
    >
      <Suspense
        fallback={
          <div className={styles.fetching}>
            <LogPlaceholder loading text="" />
          </div>
        }
      >
        <LogView {...props} />
      </Suspense>
    </ErrorBoundary>
  );
}

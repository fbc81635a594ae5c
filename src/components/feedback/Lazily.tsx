import { type ReactNode, Suspense } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Button } from '../controls/Button.tsx';
import { ErrorState } from './ErrorState.tsx';

export interface LazilyProps {
  /** Such as "The log". */
  what: string;
  fallback: ReactNode;
  children: ReactNode;
}

/** Around a part whose code is fetched on its own. */
export function Lazily({ what, fallback, children }: LazilyProps) {
  return (
    <ErrorBoundary
      fallback={
        <ErrorState
          title={`${what} could not be loaded`}
          action={<Button onClick={() => location.reload()}>Reload</Button>}
        >
          Nothing of it is lost: reload the page to see it.
        </ErrorState>
      }
    >
      <Suspense fallback={fallback}>{children}</Suspense>
    </ErrorBoundary>
  );
}

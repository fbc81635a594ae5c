import { lazy, Suspense, useEffect, useState } from 'react';
import { ErrorBoundary } from 'react-error-boundary';

const Monitoring = lazy(() => import('./Monitoring.tsx'));
const SOON_MS = 2_000;

/** The watch over limits and rules, once the page has nothing better to do. */
export function LazyMonitoring() {
  const [isDue, setIsDue] = useState(false);
  useEffect(() => {
    const begin = () => setIsDue(true);
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(begin, SOON_MS);
      return () => clearTimeout(timer);
    }
    const id = requestIdleCallback(begin, { timeout: 2 * SOON_MS });
    return () => cancelIdleCallback(id);
  }, []);
  if (!isDue) return null;
  return (
    <ErrorBoundary fallback={null}>
      <Suspense fallback={null}>
        <Monitoring />
      </Suspense>
    </ErrorBoundary>
  );
}

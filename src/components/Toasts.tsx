import { lazy, useState } from 'react';
import { useStore } from 'zustand';
import { OverlayBoundary } from './overlay/OverlayBoundary.tsx';
import { waitingToasts } from './toast.ts';

const ToastList = lazy(() => import('./overlay/ToastList.tsx'));

/** One for the page. Its code is fetched for the first toast. */
export function Toasts() {
  const isWaiting = useStore(waitingToasts, (waiting) => waiting.length > 0);
  const [wasWanted, setWasWanted] = useState(false);
  if (isWaiting && !wasWanted) setWasWanted(true);
  if (!wasWanted) return null;
  return (
    <OverlayBoundary>
      <ToastList />
    </OverlayBoundary>
  );
}

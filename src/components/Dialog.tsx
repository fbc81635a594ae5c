import { lazy, useState } from 'react';
import type { DialogProps } from './overlay/DialogWindow.tsx';
import { OverlayBoundary } from './overlay/OverlayBoundary.tsx';

const DialogWindow = lazy(() => import('./overlay/DialogWindow.tsx'));

/**
 * A modal that returns the focus. The element with the attribute `autofocus` gets it first. Its
 * code is fetched on first use.
 */
export function Dialog(props: DialogProps) {
  const [wasOpen, setWasOpen] = useState(props.open);
  if (props.open && !wasOpen) setWasOpen(true);
  if (!wasOpen) return null;
  return (
    <OverlayBoundary>
      <DialogWindow {...props} />
    </OverlayBoundary>
  );
}

import { lazy, useState } from 'react';
import { OverlayBoundary } from './overlay/OverlayBoundary.tsx';
import type { PopoverCardProps } from './overlay/PopoverCard.tsx';

const load = () => import('./overlay/PopoverCard.tsx');
const PopoverCard = lazy(load);

/** A button with more about what it shows, on demand. Its code is fetched on first use. */
export function Popover(props: PopoverCardProps) {
  const [wasOpened, setWasOpened] = useState(false);
  const { trigger, className, title } = props;
  const closed = (
    <button
      type="button"
      className={className}
      title={title}
      aria-haspopup="dialog"
      aria-expanded={false}
      onPointerEnter={() => void load().catch(() => {})}
      onClick={() => setWasOpened(true)}
    >
      {trigger}
    </button>
  );
  if (!wasOpened) return closed;
  return (
    <OverlayBoundary fallback={closed}>
      <PopoverCard {...props} />
    </OverlayBoundary>
  );
}

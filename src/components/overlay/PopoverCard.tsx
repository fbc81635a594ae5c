import { Popover } from 'radix-ui';
import { type ReactNode, Suspense } from 'react';
import { Skeleton } from '../feedback/Skeleton.tsx';
import styles from './PopoverCard.module.css';

export interface PopoverCardProps {
  /** The accessible name of the card. */
  label: string;
  trigger: ReactNode;
  title?: string | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** Opens when mounted: its button was pressed. */
export default function PopoverCard({
  label,
  trigger,
  title,
  className,
  children,
}: PopoverCardProps) {
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger className={className} title={title}>
        {trigger}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={label}
          className={styles.card}
          align="end"
          sideOffset={6}
          collisionPadding={8}
        >
          <Suspense fallback={<Skeleton />}>{children}</Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

import { Popover } from 'radix-ui';
import { type MouseEvent, type ReactNode, Suspense, useState } from 'react';
import { Skeleton } from '../feedback/Skeleton.tsx';
import styles from './PopoverCard.module.css';

export interface PopoverCardProps {
  /** The accessible name of the card. */
  label: string;
  trigger: ReactNode;
  title?: string | undefined;
  className?: string | undefined;
  /** The id of the element to be put into; the body if not given. */
  into?: string | undefined;
  children: ReactNode;
}

/** Opens when mounted: its button was pressed. */
export default function PopoverCard({
  label,
  trigger,
  title,
  className,
  into,
  children,
}: PopoverCardProps) {
  const [isOpen, setIsOpen] = useState(true);
  const closeOnLink = ({ target }: MouseEvent) => {
    if (target instanceof Element && target.closest('a') !== null) setIsOpen(false);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger className={className} title={title}>
        {trigger}
      </Popover.Trigger>
      <Popover.Portal container={into === undefined ? null : document.getElementById(into)}>
        <Popover.Content
          aria-label={label}
          className={styles.card}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          onClick={closeOnLink}
        >
          <Suspense fallback={<Skeleton />}>{children}</Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

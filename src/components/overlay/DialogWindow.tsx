import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { cx } from '../cx.ts';
import { IconButton } from '../controls/IconButton.tsx';
import styles from './DialogWindow.module.css';
import { useReturnFocus } from './useReturnFocus.ts';

export interface DialogProps {
  open: boolean;
  /** Called for Esc, the backdrop and the close button. */
  onClose: () => void;
  title: string;
  /** The safe button first. */
  footer?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

export default function DialogWindow(props: DialogProps) {
  const { open, onClose, title, footer, wide = false, children } = props;
  const content = useRef<HTMLDivElement>(null);
  const returnFocus = useReturnFocus();
  const pressedBackdrop = useRef(false);
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay
          className={styles.backdrop}
          data-testid="backdrop"
          onPointerDown={(event) => {
            pressedBackdrop.current = event.target === event.currentTarget;
          }}
          onClick={(event) => {
            if (event.target === event.currentTarget && pressedBackdrop.current) onClose();
          }}
        >
          <Dialog.Content
            ref={content}
            className={cx(styles.dialog, wide && styles.wide)}
            aria-describedby={undefined}
            onOpenAutoFocus={(event) => {
              returnFocus.onOpenAutoFocus();
              const first = content.current?.querySelector<HTMLElement>('[autofocus]');
              if (!first) return;
              event.preventDefault();
              first.focus();
            }}
            onCloseAutoFocus={returnFocus.onCloseAutoFocus}
            // A drag that ends on the backdrop, e.g. to select text, does not close; a press that
            // begins there does.
            onPointerDownOutside={(event) => event.preventDefault()}
          >
            <header className={styles.header}>
              <Dialog.Title className={styles.title}>{title}</Dialog.Title>
              <IconButton size="md" label="Close" onClick={onClose} icon={X} />
            </header>
            <div className={styles.body}>{children}</div>
            {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
          </Dialog.Content>
        </Dialog.Overlay>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

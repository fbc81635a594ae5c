import { useRef } from 'react';

/**
 * For a dialog that no trigger of its own opens: gives the focus back to what had it, unless the
 * reader has taken it elsewhere by then, for example with a key that was pressed right after Esc.
 */
export function useReturnFocus() {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement;
    },
    onCloseAutoFocus: () => {
      const isFree = document.activeElement === null || document.activeElement === document.body;
      if (isFree && opener.current instanceof HTMLElement) opener.current.focus();
    },
  };
}

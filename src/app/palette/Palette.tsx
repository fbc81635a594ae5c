import { Search } from 'lucide-react';
import { lazy, useEffect, useState } from 'react';
import { OverlayBoundary } from '../../components/overlay/OverlayBoundary.tsx';
import styles from '../Shell.module.css';

const PaletteDialog = lazy(() => import('./PaletteDialog.tsx'));

const isMac = /^(Mac|iP)/.test(navigator.platform);
const MODAL = '[role="dialog"], [role="menu"], [role="listbox"]';

/** The rail's way to anything by name; Ctrl-K or Cmd-K from anywhere. */
export function Palette() {
  const [open, setOpen] = useState(false);
  const [times, setTimes] = useState(0);
  const show = () => {
    setTimes((before) => before + 1);
    setOpen(true);
  };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isWanted = (isMac ? event.metaKey : event.ctrlKey) && event.key.toLowerCase() === 'k';
      if (!isWanted || event.altKey || event.shiftKey) return;
      event.preventDefault();
      if (document.querySelector(MODAL) === null) show();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <>
      <button
        type="button"
        className={styles.item}
        title={`Go to anything (${isMac ? '⌘' : 'Ctrl '}K)`}
        aria-haspopup="dialog"
        onClick={show}
      >
        <Search size={18} aria-hidden="true" />
        <span>Search</span>
      </button>
      {times > 0 && (
        <OverlayBoundary>
          <PaletteDialog key={times} open={open} onClose={() => setOpen(false)} />
        </OverlayBoundary>
      )}
    </>
  );
}

import { withContentCommands } from '../withCatalogs.ts';
import { Search } from 'lucide-react';
import { lazy, useEffect, useState } from 'react';
import { OverlayBoundary } from '../../components/overlay/OverlayBoundary.tsx';
import styles from '../shell/Shell.module.css';

const PaletteDialog = lazy(() => withContentCommands(import('./PaletteDialog.tsx')));

const isMac = /^(Mac|iP)/.test(navigator.platform);
const MODAL = '[role="dialog"], [role="menu"], [role="listbox"]';

/** Opens by its button, Ctrl-K or Cmd-K; in a project, where it finds files, by Ctrl-P, too. */
export function Palette() {
  const [open, setOpen] = useState(false);
  const [times, setTimes] = useState(0);
  const [typedAhead, setTypedAhead] = useState('');
  const show = () => {
    setTimes((before) => before + 1);
    setTypedAhead('');
    setOpen(true);
  };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      const isOurs = key === 'k' || (key === 'p' && location.pathname.startsWith('/projects/'));
      const isWanted = (isMac ? event.metaKey : event.ctrlKey) && isOurs;
      if (!isWanted || event.altKey || event.shiftKey) return;
      event.preventDefault();
      if (document.querySelector(MODAL) === null) show();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  useEffect(() => {
    if (!open) return;
    // What is typed before its field is there is meant for it.
    const onKeyDown = (event: KeyboardEvent) => {
      if (document.querySelector(MODAL) !== null || event.ctrlKey || event.metaKey) return;
      event.stopPropagation();
      if (event.key === 'Escape') setOpen(false);
      if (event.key.length !== 1) return;
      event.preventDefault();
      setTypedAhead((before) => before + event.key);
    };
    addEventListener('keydown', onKeyDown, { capture: true });
    return () => removeEventListener('keydown', onKeyDown, { capture: true });
  }, [open]);
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
          <PaletteDialog
            key={times}
            open={open}
            onClose={() => setOpen(false)}
            typedAhead={typedAhead}
          />
        </OverlayBoundary>
      )}
    </>
  );
}

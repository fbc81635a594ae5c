import { Dialog } from '../../../components/Dialog.tsx';
import styles from './LogHelp.module.css';
import { KEY_HELP } from '../useLogKeys.ts';

export function LogHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard shortcuts">
      <dl className={styles.keys}>
        {KEY_HELP.map(([key, text]) => (
          <div key={key} className={styles.pair}>
            <dt>
              <kbd className={styles.key}>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.note}>
        Click a line number to link to it, or Shift-click to select a range. Copy takes the selected
        lines as plain text.
      </p>
    </Dialog>
  );
}

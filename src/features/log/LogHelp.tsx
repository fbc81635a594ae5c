import { Dialog } from '../../components/Dialog.tsx';
import styles from './LogHelp.module.css';
import { KEY_HELP } from './useLogKeys.ts';

/** The log's keys. */
export function LogHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Keys in the log">
      <dl className={styles.keys}>
        {KEY_HELP.map(([key, text]) => (
          <div key={key} className={styles.pair}>
            <dt>
              <kbd className={styles.key}>{key}</kbd>
            </dt>
            <dd className={styles.text}>{text}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.note}>
        Press a line’s number for a link to it; with Shift, to all lines up to it. Copy takes the
        chosen lines as plain text.
      </p>
    </Dialog>
  );
}

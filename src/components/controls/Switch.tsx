import { useId } from 'react';
import styles from './Switch.module.css';

export interface SwitchProps {
  /** The accessible name. */
  label: string;
  checked: boolean;
  /** Ignores presses, and keeps the focus. */
  pending?: boolean;
  /** Why a press would do nothing; shown beside it. */
  unavailable?: string | null;
  /** Shown beside it where it can be pressed. */
  note?: string | null;
  onChange: (checked: boolean) => void;
}

/** Turns one thing on or off, at once. */
export function Switch(props: SwitchProps) {
  const { label, checked, pending = false, unavailable = null, note = null, onChange } = props;
  const beside = unavailable ?? note;
  const noteId = useId();
  return (
    <div className={styles.row}>
      <button
        type="button"
        role="switch"
        aria-checked={checked}
        // Not `disabled`: that would drop the focus.
        aria-disabled={pending || unavailable !== null}
        aria-busy={pending || undefined}
        aria-describedby={beside === null ? undefined : noteId}
        className={styles.switch}
        onClick={() => {
          if (!pending && unavailable === null) onChange(!checked);
        }}
      >
        <span className={styles.track} aria-hidden="true" />
        {label}
      </button>
      {beside !== null && (
        <span id={noteId} className={styles.note}>
          {beside}
        </span>
      )}
    </div>
  );
}

import { useId } from 'react';
import { cx } from '../../../components/cx.ts';
import styles from './SendPanel.module.css';

export interface TextAreaProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  rows: number;
  placeholder?: string;
  hint?: string | undefined;
  error?: string | undefined;
}

/** A text box of several lines, in the font of code. */
export function TextArea(props: TextAreaProps) {
  const { label, value, onChange, rows, placeholder, hint, error } = props;
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={styles.choice}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className={styles.textarea}
        {...{ rows, value, placeholder }}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        aria-invalid={error !== undefined || undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onChange={({ target }) => onChange(target.value)}
      />
      {note !== undefined && (
        <span id={`${id}-note`} className={cx(styles.hint, error !== undefined && styles.error)}>
          {note}
        </span>
      )}
    </div>
  );
}

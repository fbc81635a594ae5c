import { ChevronDown } from 'lucide-react';
import { lazy, useId, useState } from 'react';
import { cx } from '../cx.ts';
import { OverlayBoundary } from '../overlay/OverlayBoundary.tsx';
import type { SelectOption } from '../overlay/SelectList.tsx';
import styles from './SelectField.module.css';

const load = () => import('../overlay/SelectList.tsx');
const SelectList = lazy(load);

export interface SelectFieldProps {
  label: string;
  options: readonly SelectOption[];
  value: string;
  onChange: (value: string) => void;
  className?: string | undefined;
}

/** Its code is fetched on first use. */
export function SelectField({ label, options, value, onChange, className }: SelectFieldProps) {
  const id = useId();
  const [wasOpened, setWasOpened] = useState(false);
  const open = () => setWasOpened(true);
  const closed = (
    <button
      id={id}
      type="button"
      role="combobox"
      aria-expanded={false}
      aria-controls={id}
      className={styles.select}
      onPointerEnter={() => void load().catch(() => {})}
      onClick={open}
      onKeyDown={({ key }) => {
        if (key === 'ArrowDown' || key === 'ArrowUp') open();
      }}
    >
      <span>{options.find((option) => option.value === value)?.text}</span>
      <ChevronDown size={14} aria-hidden="true" />
    </button>
  );
  return (
    <div className={cx(styles.field, className)}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {wasOpened ? (
        <OverlayBoundary fallback={closed}>
          <SelectList
            id={id}
            className={styles.select}
            options={options}
            value={value}
            onChange={onChange}
          />
        </OverlayBoundary>
      ) : (
        closed
      )}
    </div>
  );
}

import { Check, ChevronDown } from 'lucide-react';
import { Select } from 'radix-ui';
import styles from './SelectList.module.css';

export interface SelectOption {
  readonly value: string;
  readonly text: string;
}

export interface SelectListProps {
  id: string;
  className?: string | undefined;
  options: readonly SelectOption[];
  value: string;
  onChange: (value: string) => void;
}

/** Radix reserves the empty value, which is a choice here. */
const encode = (value: string) => `v${value}`;
const decode = (value: string) => value.slice(1);

/** Opens when mounted: its button was pressed. */
export default function SelectList({ id, className, options, value, onChange }: SelectListProps) {
  return (
    <Select.Root defaultOpen value={encode(value)} onValueChange={(next) => onChange(decode(next))}>
      <Select.Trigger id={id} className={className}>
        <Select.Value />
        <ChevronDown size={14} aria-hidden="true" />
      </Select.Trigger>
      <Select.Portal>
        <Select.Content
          className={styles.list}
          position="popper"
          sideOffset={4}
          collisionPadding={8}
        >
          <Select.Viewport className={styles.viewport}>
            {options.map(({ value, text }) => (
              <Select.Item key={value} value={encode(value)} className={styles.option}>
                <Select.ItemText>{text}</Select.ItemText>
                <Select.ItemIndicator>
                  <Check size={14} aria-hidden="true" />
                </Select.ItemIndicator>
              </Select.Item>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
}

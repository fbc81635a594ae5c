import { Check, type LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { IconButton } from '../controls/IconButton.tsx';
import styles from './MenuList.module.css';

export interface MenuChoice<Value extends string> {
  readonly value: Value;
  readonly text: string;
  readonly icon: LucideIcon;
}

export interface MenuListProps<Value extends string> {
  /** The accessible name of its button. */
  label: string;
  title?: string;
  icon: LucideIcon;
  choices: readonly MenuChoice<Value>[];
  selected: Value;
  onSelect: (value: Value) => void;
}

/** Opens when mounted: its button was pressed. */
export default function MenuList(props: MenuListProps<string>) {
  const { label, title = label, icon, choices, selected, onSelect } = props;
  return (
    <DropdownMenu.Root defaultOpen>
      <DropdownMenu.Trigger asChild>
        <IconButton size="md" iconSize={18} label={label} title={title} icon={icon} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={styles.menu}
          side="right"
          sideOffset={4}
          collisionPadding={8}
        >
          <DropdownMenu.RadioGroup value={selected} onValueChange={onSelect}>
            {choices.map(({ value, text, icon: Icon }) => (
              <DropdownMenu.RadioItem key={value} value={value} className={styles.item}>
                <Icon size={14} aria-hidden="true" />
                <span className={styles.text}>{text}</span>
                <DropdownMenu.ItemIndicator>
                  <Check size={14} aria-hidden="true" />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './Tabs.module.css';

export interface Tab<Id extends string> {
  id: Id;
  title: string;
  count?: number | string | undefined;
}

export interface TabsProps<Id extends string> {
  /** The accessible name of the tab list. */
  label: string;
  tabs: readonly Tab<Id>[];
  selected: Id;
  onSelect: (id: Id) => void;
  children: ReactNode;
}

/** Tabs over one panel; arrows, Home and End move among them. */
export function Tabs<Id extends string>(props: TabsProps<Id>) {
  const { label, tabs, selected, onSelect, children } = props;
  return (
    <Radix.Root
      className={styles.tabs}
      value={selected}
      onValueChange={(value) => {
        const tab = tabs.find(({ id }) => id === value);
        if (tab) onSelect(tab.id);
      }}
    >
      <Radix.List aria-label={label} className={styles.list}>
        {tabs.map(({ id, title, count }) => (
          <Radix.Trigger key={id} value={id} className={styles.tab}>
            {title}
            {count !== undefined && <span className={styles.count}>{count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      <Radix.Content value={selected} className={styles.panel}>
        {children}
      </Radix.Content>
    </Radix.Root>
  );
}

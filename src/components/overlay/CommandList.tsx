import { Command, defaultFilter } from 'cmdk';
import { Dialog } from 'radix-ui';
import { type ReactNode, useMemo, useState } from 'react';
import styles from './CommandList.module.css';
import { useReturnFocus } from './useReturnFocus.ts';

export interface CommandItem {
  /** Unique. */
  readonly id: string;
  readonly text: string;
  /** Beside the text; searched as well. */
  readonly hint?: string;
  readonly icon: ReactNode;
  readonly onSelect: () => void;
}

export interface CommandGroup {
  readonly heading: string;
  readonly items: readonly CommandItem[];
}

export interface CommandListProps {
  open: boolean;
  onClose: () => void;
  label: string;
  placeholder: string;
  /** Its field's text when it appears. */
  initialText: string;
  groups: readonly CommandGroup[];
  /** Gets what is typed, for groups that are asked for. */
  onText?: (text: string) => void;
  /** More may come. */
  isLoading: boolean;
}

/** Of thousands so many per group are drawn; typing finds the others. */
const MAX_SHOWN = 12;

/** Chance matches score this much less than words. */
const MIN_OF_BEST = 0.05;

/** The group with the best match first; everything in order without a text. */
function matching(groups: readonly CommandGroup[], text: string): readonly CommandGroup[] {
  if (text === '') {
    return groups.map(({ heading, items }) => ({ heading, items: items.slice(0, MAX_SHOWN) }));
  }
  const scored = groups.map(({ heading, items }) => ({
    heading,
    items: items
      .map((item) => ({ item, score: defaultFilter(item.text, text, [item.hint ?? '']) }))
      .toSorted((a, b) => b.score - a.score)
      .slice(0, MAX_SHOWN),
  }));
  const bestOf = (group: (typeof scored)[number]) => group.items[0]?.score ?? 0;
  const least = Math.max(...scored.map(bestOf)) * MIN_OF_BEST;
  return scored
    .toSorted((a, b) => bestOf(b) - bestOf(a))
    .map(({ heading, items }) => ({
      heading,
      items: items.filter(({ score }) => score > 0 && score >= least).map(({ item }) => item),
    }));
}

/** A modal list that is searched by typing. */
export default function CommandList(props: CommandListProps) {
  const { open, onClose, label, placeholder, initialText, groups, isLoading, onText } = props;
  const [text, setText] = useState(initialText);
  const returnFocus = useReturnFocus();
  const shown = useMemo(
    () => matching(groups, text.trim()).filter(({ items }) => items.length > 0),
    [groups, text],
  );
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className={styles.backdrop} />
        <Dialog.Content className={styles.palette} aria-describedby={undefined} {...returnFocus}>
          <Dialog.Title className="visually-hidden">{label}</Dialog.Title>
          <Command label={label} shouldFilter={false} loop>
            <Command.Input
              className={styles.input}
              placeholder={placeholder}
              value={text}
              onValueChange={(next) => {
                setText(next);
                onText?.(next);
              }}
            />
            <Command.List className={styles.list}>
              {shown.map(({ heading, items }) => (
                <Command.Group key={heading} heading={heading} className={styles.group}>
                  {items.map(({ id, text, hint, icon, onSelect }) => (
                    <Command.Item
                      key={id}
                      value={id}
                      className={styles.item}
                      onSelect={() => {
                        onClose();
                        onSelect();
                      }}
                    >
                      <span className={styles.icon} aria-hidden="true">
                        {icon}
                      </span>
                      <span className={styles.text}>{text}</span>
                      {hint !== undefined && <span className={styles.hint}>{hint}</span>}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
              {shown.length === 0 && (
                <p role="status" className={styles.empty}>
                  {isLoading ? 'Loading…' : `Nothing matches “${text}”`}
                </p>
              )}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import type { CatalogEntry } from '../entries.ts';
import { driftCount, type WatchState } from '../traffic/watchState.ts';
import { groupRows } from './groupRows.ts';
import styles from './SubjectList.module.css';
import { type EntryLink, SubjectRow } from './SubjectRow.tsx';

const ROW_PX = 48;
const CATALOG_PX = 36;
const RESOURCE_PX = 30;
/** So many are all drawn: a browser's search finds them, and nothing has to be scrolled for. */
const DRAW_ALL = 300;
const OVERSCAN = 10;

export interface SubjectListProps {
  /** Those that are shown, by catalog and resource. */
  entries: readonly CatalogEntry[];
  selected: CatalogEntry | null;
  watch: WatchState;
  Link: EntryLink;
}

/** Every subject; of many only those in view are drawn. */
export function SubjectList({ entries, selected, watch, Link }: SubjectListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => groupRows(entries), [entries]);
  const selectedAt = selected === null ? -1 : entries.indexOf(selected);
  const [focusedKey, setFocusedKey] = useState<string | null>(null);
  const focusedAt = entries.findIndex(({ key }) => key === focusedKey);
  const tabStop = focusedAt !== -1 ? focusedAt : Math.max(0, selectedAt);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.entry.key ?? index,
    estimateSize(index) {
      const row = rows[index];
      const headings =
        (row && row.catalog !== null ? CATALOG_PX : 0) +
        (row && row.resource !== null ? RESOURCE_PX : 0);
      return ROW_PX + headings;
    },
    overscan: rows.length <= DRAW_ALL ? DRAW_ALL : OVERSCAN,
    // The row that Tab reaches is there wherever the reader has scrolled to.
    rangeExtractor(range) {
      const drawn = defaultRangeExtractor(range);
      return rows.length === 0 || drawn.includes(tabStop)
        ? drawn
        : [...drawn, tabStop].toSorted((a, b) => a - b);
    },
  });
  useEffect(() => virtual.measure(), [virtual, rows]);
  useRevealed(virtual, selectedAt, scroller);

  const focusRow = (index: number) => {
    const entry = entries[index];
    if (!entry) return;
    setFocusedKey(entry.key);
    virtual.scrollToIndex(index, { align: 'auto' });
    // A row that was out of view is drawn first.
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus();
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const at = Number(
      (event.target as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset.index,
    );
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (to === undefined || Number.isNaN(to)) return;
    event.preventDefault();
    focusRow(Math.min(rows.length - 1, Math.max(0, to)));
  };
  return (
    <div ref={scroller} className={styles.scroller}>
      {/* Scrolling lists of links: the arrow keys move among them. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul
        role="list"
        aria-label="Subjects"
        className={styles.list}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKeyDown}
        onFocus={({ target }) => {
          const index = Number(target.closest<HTMLElement>('[data-index]')?.dataset.index);
          setFocusedKey(entries[index]?.key ?? null);
        }}
      >
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const row = rows[index];
          if (!row) return null;
          const { entry, catalog, resource } = row;
          return (
            <li
              key={entry.key}
              data-index={index}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              className={styles.item}
              style={{ top: start, height: size }}
            >
              {catalog !== null && (
                <h2 className={styles.catalog} style={{ height: CATALOG_PX }}>
                  {catalog}
                </h2>
              )}
              {resource !== null && (
                <h3 className={styles.resource} style={{ height: RESOURCE_PX }}>
                  {resource}
                </h3>
              )}
              <SubjectRow
                entry={entry}
                isSelected={index === selectedAt}
                isTabStop={index === tabStop}
                watch={watch.watches.get(entry.key) ?? 'waiting'}
                traffic={watch.traffic.get(entry.key)}
                since={watch.since}
                drifts={driftCount(watch, entry)}
                Link={Link}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Brings an entry that an address names into view; one that was chosen here is in view already. */
function useRevealed(
  virtual: Virtualizer<HTMLDivElement, Element>,
  selectedAt: number,
  scroller: RefObject<HTMLDivElement | null>,
): void {
  useEffect(() => {
    const isChosenHere = scroller.current?.contains(document.activeElement) === true;
    if (selectedAt !== -1 && !isChosenHere) virtual.scrollToIndex(selectedAt, { align: 'center' });
  }, [virtual, selectedAt, scroller]);
}

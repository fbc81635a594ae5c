import { SearchX } from 'lucide-react';
import { type ComponentType, useEffect, useMemo, useRef } from 'react';
import { SelectField } from '../../components/controls/SelectField.tsx';
import { TextField } from '../../components/controls/TextField.tsx';
import { Banner } from '../../components/feedback/Banner.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { formatCount } from '../../components/time/format.ts';
import { CatalogOverview } from './CatalogOverview.tsx';
import styles from './CatalogPanel.module.css';
import { EntryDetails } from './details/EntryDetails.tsx';
import { type CatalogEntry, filterEntries } from './entries.ts';
import { readShown, type Shown, shownOptions, showsEntry } from './list/shown.ts';
import { SubjectList } from './list/SubjectList.tsx';
import type { EntryLink } from './list/SubjectRow.tsx';
import { nothingWatched, type WatchState } from './traffic/watchState.ts';

export interface TryItProps {
  entry: CatalogEntry;
}

export interface CatalogPanelProps {
  /** Everything in the open catalogs. */
  entries: readonly CatalogEntry[];
  watch: WatchState;
  isLive: boolean;
  /** The key of the entry in the address; null for none. */
  selectedKey: string | null;
  filter: string;
  onFilter: (filter: string) => void;
  shown: Shown;
  onShown: (shown: Shown) => void;
  onClose: () => void;
  Link: EntryLink;
  /** Leads to where an entry can be published or asked. */
  TryIt: ComponentType<TryItProps>;
}

/** Every subject of the open catalogs beside what is known of one of them. */
export function CatalogPanel(props: CatalogPanelProps) {
  const { entries, watch, isLive, selectedKey, filter, shown, Link, TryIt, onClose } = props;
  const selected = entries.find(({ key }) => key === selectedKey) ?? null;
  const found = useMemo(() => filterEntries(entries, filter), [entries, filter]);
  // A new list only where what came decides it.
  const decisive = shown === 'seen' || shown === 'problems' ? watch : null;
  const listed = useMemo(
    () => found.filter((entry) => showsEntry(shown, entry, decisive ?? nothingWatched)),
    [found, shown, decisive],
  );
  const isOpen = selectedKey !== null;
  const details = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selectedKey === null) return;
    details.current?.scrollTo({ top: 0 });
    // On a narrow page the list that had the focus is gone.
    const lost = document.activeElement === document.body || isHidden(document.activeElement);
    if (lost) details.current?.querySelector<HTMLElement>('h2')?.focus();
  }, [selectedKey]);
  return (
    <div className={styles.page} data-open={isOpen || undefined}>
      <section className={styles.subjects} aria-label="Catalog">
        <div className={styles.header} role="search" aria-label="Subjects">
          <TextField
            label="Search subjects"
            hideLabel
            placeholder="Search by name, subject or stream"
            type="search"
            value={filter}
            onChange={(event) => props.onFilter(event.target.value)}
            className={styles.search}
          />
          <SelectField
            label="Show"
            value={shown}
            onChange={(next) => props.onShown(readShown(next))}
            options={shownOptions}
          />
          <p className={styles.count} role="status">
            {listed.length < entries.length && `${formatCount(listed.length)} of `}
            {formatCount(entries.length)} subjects
          </p>
        </div>
        {listed.length === 0 ? (
          <EmptyState icon={<SearchX size={20} />} title="No matching subjects">
            {found.length === 0
              ? 'No name, subject or stream has these words.'
              : 'None of them so far. Show all subjects to see the others.'}
          </EmptyState>
        ) : (
          <SubjectList entries={listed} selected={selected} watch={watch} Link={Link} />
        )}
      </section>
      <div ref={details} className={styles.details}>
        {!isLive && watch.since !== null && (
          <Banner tone="warning">
            There is no connection now. What is published meanwhile is not counted here.
          </Banner>
        )}
        {selected ? (
          <EntryDetails
            key={selected.key}
            entry={selected}
            state={watch}
            tryIt={<TryIt entry={selected} />}
            onClose={onClose}
          />
        ) : (
          <CatalogOverview
            entries={entries}
            watch={watch}
            missing={selectedKey}
            Link={Link}
            onClose={onClose}
          />
        )}
      </div>
    </div>
  );
}

const isHidden = (element: Element | null) =>
  element instanceof HTMLElement && element.offsetParent === null;

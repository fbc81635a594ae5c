import { ArrowLeft } from 'lucide-react';
import { useMemo } from 'react';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { Banner } from '../../components/feedback/Banner.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatTimeOfDay, plural } from '../../components/time/format.ts';
import styles from './CatalogPanel.module.css';
import { DriftList } from './details/DriftList.tsx';
import type { CatalogEntry } from './entries.ts';
import type { EntryLink } from './list/SubjectRow.tsx';
import { MAX_PATTERNS, type WatchState } from './traffic/watchState.ts';

export interface CatalogOverviewProps {
  entries: readonly CatalogEntry[];
  watch: WatchState;
  /** The key in the address that is of no entry. */
  missing: string | null;
  Link: EntryLink;
  onClose: () => void;
}

/** What is open, and where real messages have left their schemas. */
export function CatalogOverview(props: CatalogOverviewProps) {
  const { entries, watch, missing, Link, onClose } = props;
  const catalogs = useMemo(() => summaries(entries), [entries]);
  const drifting = entries.flatMap((entry) => {
    const drift = entry.kind === 'event' ? watch.drift.get(entry.name) : undefined;
    return drift && drift.drifts.size > 0 ? [{ entry, drift }] : [];
  });
  return (
    <div className={styles.overview}>
      {missing !== null && (
        <Banner
          tone="warning"
          action={<IconButton label="Back to the subjects" icon={ArrowLeft} onClick={onClose} />}
        >
          No open catalog has the {missing.replace(' ', ' “')}”. Choose one from the list.
        </Banner>
      )}
      <Panel title="Open catalogs" flush>
        <ul role="list" aria-label="Catalogs" className={styles.catalogs}>
          {catalogs.map(({ name, counts, streams }) => (
            <li key={name} className={styles.catalog}>
              <strong>{name}</strong>
              <span>{counts}</span>
              <span className={styles.streams}>
                {streams.length === 0
                  ? 'live only'
                  : streams.map((stream) => <code key={stream}>{stream}</code>)}
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title="Schema drift">
        {drifting.length === 0 ? (
          <p className={styles.muted}>
            {watch.since === null
              ? 'Not connected yet: no message has been held against its schema.'
              : `None seen since this page opened at ${formatTimeOfDay(watch.since, false)}. A field that appears, vanishes or changes its type in real messages is listed here.`}
          </p>
        ) : (
          drifting.map(({ entry, drift }) => (
            <DriftList
              key={entry.key}
              drift={drift}
              lead={
                <>
                  <Link entry={entry} className={styles.driftLink}>
                    {entry.name}
                  </Link>{' '}
                </>
              }
            />
          ))
        )}
      </Panel>
      <p className={styles.muted}>{watchWords(watch)}</p>
    </div>
  );
}

function watchWords({ watches, since }: WatchState): string {
  if (since === null) return '';
  const states = [...watches.values()];
  const watched = states.filter((watch) => watch === 'watched').length;
  const beyond = states.includes('beyond-limit')
    ? ` It watches ${MAX_PATTERNS} at once: search for others to watch them.`
    : '';
  return `This page has watched ${plural(watched, 'subject')} since ${formatTimeOfDay(since)}.${beyond}`;
}

function summaries(entries: readonly CatalogEntry[]) {
  return [...Map.groupBy(entries, ({ catalog }) => catalog)].map(([name, all]) => {
    const events = all.filter((entry) => entry.kind === 'event');
    const commands = all.filter((entry) => entry.kind === 'command');
    return {
      name,
      counts: [
        plural(events.length, 'event'),
        ...(commands.length > 0 ? [plural(commands.length, 'command')] : []),
      ].join(', '),
      streams: [...new Set(events.flatMap(({ stream }) => stream ?? []))],
    };
  });
}

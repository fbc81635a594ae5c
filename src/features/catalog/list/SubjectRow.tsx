import {
  Binary,
  CircleX,
  type LucideIcon,
  MessageSquareMore,
  Radio,
  TriangleAlert,
} from 'lucide-react';
import type { ComponentType, ReactNode } from 'react';
import { plural } from '../../../components/time/format.ts';
import { RelativeTime } from '../../../components/time/RelativeTime.tsx';
import { useAtNow } from '../../../components/time/useNow.ts';
import { Subject } from '../details/Subject.tsx';
import type { CatalogEntry } from '../entries.ts';
import { rateOf, rateText, type Traffic } from '../traffic/meter.ts';
import type { EntryWatch } from '../traffic/watchState.ts';
import styles from './SubjectList.module.css';

export interface EntryLinkProps {
  entry: CatalogEntry;
  className?: string | undefined;
  tabIndex?: number;
  isCurrent?: boolean;
  children: ReactNode;
}
/** Leads to an entry's details. */
export type EntryLink = ComponentType<EntryLinkProps>;

export const kinds = {
  event: { Icon: Radio, word: 'Event' },
  command: { Icon: MessageSquareMore, word: 'Command' },
  bytes: { Icon: Binary, word: 'Bytes' },
} as const;

export interface SubjectRowProps {
  entry: CatalogEntry;
  isSelected: boolean;
  isTabStop: boolean;
  watch: EntryWatch;
  traffic: Traffic | undefined;
  since: number | null;
  drifts: number;
  Link: EntryLink;
}

/** An entry with what has come of it. */
export function SubjectRow(props: SubjectRowProps) {
  const { entry, isSelected, isTabStop, watch, traffic, since, drifts, Link } = props;
  const { Icon, word } = kinds[entry.kind];
  return (
    <div className={styles.row} data-selected={isSelected || undefined}>
      <Icon size={15} aria-label={word} role="img" className={styles.kind} />
      <Link
        entry={entry}
        className={styles.link}
        tabIndex={isTabStop ? 0 : -1}
        isCurrent={isSelected}
      >
        <span className={styles.title}>
          <span className={styles.name}>{entry.name}</span>
          {traffic !== undefined && traffic.invalid > 0 && (
            <Mark
              tone="failed"
              Icon={CircleX}
              text={plural(traffic.invalid, 'invalid', 'invalid')}
            />
          )}
          {drifts > 0 && (
            <Mark tone="warning" Icon={TriangleAlert} text={plural(drifts, 'drift')} />
          )}
        </span>
        <span className={styles.subject}>
          <Subject template={entry.subject} oneLine />
        </span>
      </Link>
      <div className={styles.seen}>
        {traffic ? (
          <>
            <span className={styles.last}>
              <RelativeTime time={traffic.lastAt} />
            </span>
            <Rate traffic={traffic} since={since ?? traffic.lastAt} />
          </>
        ) : (
          <span className={styles.never}>{unseenWords[watch]}</span>
        )}
      </div>
    </div>
  );
}

const unseenWords: Readonly<Record<EntryWatch, string>> = {
  waiting: '',
  watched: 'Not seen',
  denied: 'Not allowed',
  'beyond-limit': 'Not watched',
  private: '',
};

function Rate({ traffic, since }: { traffic: Traffic; since: number }) {
  return (
    <span className={styles.rate}>{useAtNow((now) => rateText(rateOf(traffic, now, since)))}</span>
  );
}

interface MarkProps {
  tone: 'failed' | 'warning';
  Icon: LucideIcon;
  text: string;
}

function Mark({ tone, Icon, text }: MarkProps) {
  return (
    <span className={styles.mark} data-tone={tone}>
      <Icon size={12} aria-hidden="true" />
      {text}
    </span>
  );
}

import type { ReactNode } from 'react';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { Panel } from '../../components/Panel.tsx';
import { plural } from '../../components/time/format.ts';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import { useView, useViewStatus } from '../../hooks/index.ts';
import styles from './Rules.module.css';
import { matchesView } from './views.ts';

export interface MatchesPanelProps {
  /** Leads to the subject of a match. */
  SubjectLink: (props: { subject: string; children: ReactNode }) => ReactNode;
}

/** The last matches of all rules, newest first. */
export function MatchesPanel({ SubjectLink }: MatchesPanelProps) {
  const matches = useView(matchesView, '*');
  const { isReady, phase } = useViewStatus(matchesView, '*');
  return (
    <Panel title="Recent matches" flush>
      {!isReady && phase !== 'failed' && matches.length === 0 ? (
        <div className={styles.loading} role="status" aria-label="Loading the matches">
          <Skeleton height={32} />
        </div>
      ) : matches.length === 0 ? (
        <EmptyState title="No matches yet">
          What rules match appears here, and as a notification.
        </EmptyState>
      ) : (
        <ol className={styles.matches} aria-label="Matches">
          {matches.map(({ id, name, at, summary, subject, count }) => (
            <li key={id} className={styles.match}>
              <span className={styles.name}>{name}</span>
              <span className={styles.sentence}>
                {subject === null ? (
                  summary
                ) : (
                  <SubjectLink subject={subject}>{summary}</SubjectLink>
                )}
                {count > 1 && ` · ${plural(count, 'match', 'matches')}`}
              </span>
              <span className={styles.time}>
                <RelativeTime time={at} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

import type { ReactNode } from 'react';
import { Duration } from '../../components/Duration.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { StateIcon } from '../../components/StateIcon.tsx';
import { stateLooks } from '../../components/state.ts';
import styles from './BuildList.module.css';
import type { Build } from './model.ts';

export interface BuildListProps {
  builds: readonly Build[];
  /** Makes a row a link to the build's page. */
  link: (build: Build, children: ReactNode) => ReactNode;
  max?: number;
}

/** Builds, newest first. */
export function BuildList({ builds, link, max = 20 }: BuildListProps) {
  return (
    <ol className={styles.list} aria-label="Builds">
      {builds.slice(0, max).map((build) => (
        <li key={build.key}>
          {link(
            build,
            <span className={styles.row}>
              <StateIcon state={build.status} size={16} />
              <span className={styles.name}>
                <span className="visually-hidden">{stateLooks[build.status].word} </span>
                {build.failure?.step
                  ? `${build.failure.step} failed`
                  : stateLooks[build.status].word}
              </span>
              <span className={styles.took}>
                {build.endedAt !== null && <Duration ms={build.endedAt - build.startedAt} />}
              </span>
              <span className={styles.when}>
                <RelativeTime time={build.startedAt} />
              </span>
            </span>,
          )}
        </li>
      ))}
    </ol>
  );
}

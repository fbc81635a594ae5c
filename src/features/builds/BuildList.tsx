import type { ComponentType, ReactNode } from 'react';
import { Duration } from '../../components/Duration.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { StateIcon } from '../../components/StateIcon.tsx';
import { stateLooks } from '../../components/state.ts';
import styles from './BuildList.module.css';
import type { Build } from './model.ts';

export interface BuildLinkProps {
  build: Build;
  children: ReactNode;
}

export interface BuildListProps {
  builds: readonly Build[];
  /** Makes a row a link to the build's page: addresses are the app's business. */
  Link: ComponentType<BuildLinkProps>;
  max?: number;
}

/** Builds, newest first. */
export function BuildList({ builds, Link, max = 20 }: BuildListProps) {
  return (
    <ol className={styles.list} aria-label="Builds">
      {builds.slice(0, max).map((build) => (
        <li key={build.key}>
          <Link build={build}>
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
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
}

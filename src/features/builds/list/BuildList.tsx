import type { ComponentType, ReactNode } from 'react';
import { Duration } from '../../../components/time/Duration.tsx';
import { PaceMark } from '../../../components/steps/PaceMark.tsx';
import { RelativeTime } from '../../../components/time/RelativeTime.tsx';
import { StateIcon } from '../../../components/steps/StateIcon.tsx';
import { stateLooks } from '../../../components/steps/state.ts';
import { cx } from '../../../components/cx.ts';
import { useNow } from '../../../components/time/useNow.ts';
import styles from './BuildList.module.css';
import { historyOf } from '../derived/history.ts';
import type { Build } from '../model/model.ts';
import { buildLabel, describeGit, describeStarter, shownState } from '../derived/shown.ts';
import { useLiveness } from '../model/useLiveness.ts';

export interface BuildLinkProps {
  build: Build;
  children: ReactNode;
}

export interface BuildListProps {
  /** Of one project, newest first. */
  builds: readonly Build[];
  Link: ComponentType<BuildLinkProps>;
  max?: number;
  current?: string;
}

/** Builds, newest first: how they ended, who began them, how long they took. */
export function BuildList({ builds, Link, max = 20, current }: BuildListProps) {
  const now = useNow(builds.some(({ status }) => status === 'running'));
  return (
    <ol role="list" className={styles.list} aria-label="Builds">
      {builds.slice(0, max).map((build) => (
        <li
          key={build.key}
          className={cx(build.key === current && styles.current)}
          aria-current={build.key === current ? 'true' : undefined}
        >
          <Link build={build}>
            <BuildRow build={build} builds={builds} now={now} />
          </Link>
        </li>
      ))}
    </ol>
  );
}

interface BuildRowProps {
  build: Build;
  builds: readonly Build[];
  now: number;
}

function BuildRow({ build, builds, now }: BuildRowProps) {
  const { status, failure, durationMs, startedAt } = build;
  const liveness = useLiveness(build);
  const state = shownState(build, liveness);
  const about = describeGit(build.git);
  const starter = describeStarter(build);
  const usual = status === 'completed' ? historyOf(builds, build).usualMs : undefined;
  return (
    <span className={styles.row}>
      <StateIcon state={state} size={16} />
      <span className={styles.name}>
        {failure?.step ? (
          <>
            <span className="visually-hidden">{stateLooks[state].word} </span>
            {failure.step} failed
          </>
        ) : (
          stateLooks[state].word
        )}
      </span>
      <span className={styles.took}>
        {durationMs !== null && <Duration ms={durationMs} />}
        {status === 'running' && liveness === 'fresh' && (
          <Duration ms={Math.max(0, now - build.clockSkewMs - startedAt)} ticking />
        )}
      </span>
      <span className={styles.who}>
        {buildLabel(build)}
        {about !== '' && ` · ${about}`}
        {starter !== null && ` · ${starter}`}
        {build.retryOf !== null && ' · retry'}
        {durationMs !== null && usual !== undefined && (
          <>
            {' '}
            <PaceMark ms={durationMs} usualMs={usual} />
          </>
        )}
      </span>
      <span className={styles.when}>
        <RelativeTime time={startedAt} />
      </span>
    </span>
  );
}

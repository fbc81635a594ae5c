import { formatDuration, plural } from '../../../components/time/format.ts';
import { describePace } from '../../../components/steps/pace.ts';
import { stateLooks } from '../../../components/steps/state.ts';
import { TrendBars } from '../../../components/chart/TrendBars.tsx';
import styles from './BuildTrend.module.css';
import { median } from '../derived/history.ts';
import type { Build, BuildStatus } from '../model/model.ts';
import { buildLabel } from '../derived/shown.ts';

export interface BuildTrendProps {
  builds: readonly Build[];
  /** As many as are listed below. */
  max?: number;
}

/** The last builds' results and durations, as bars and in words; nothing for fewer than two. */
export function BuildTrend({ builds, max = 20 }: BuildTrendProps) {
  const last = builds.slice(0, max);
  const timed = last
    .flatMap((build) => (build.durationMs === null ? [] : [{ build, ms: build.durationMs }]))
    .toReversed();
  if (timed.length < 2) return null;
  const words = [describeResults(last), ...describeDurations(last)].join(' · ');
  const title = `last ${plural(last.length, 'build')}`;
  return (
    <div className={styles.trend}>
      <TrendBars
        label={`Durations of the ${title}: ${words.replaceAll(' · ', ', ')}.`}
        usual={median(wholeRuns(last))}
        bars={timed.map(({ build, ms }) => ({
          key: build.key,
          value: ms,
          tone: stateLooks[build.status].tone,
          marked: build.status === 'failed',
          text: `${buildLabel(build)}: ${stateLooks[build.status].word}, ${formatDuration(ms)}${
            build.fromStep === null ? '' : `, from ${build.fromStep}`
          }`,
        }))}
      />
      <p className={styles.words} aria-hidden="true">
        {`L${title.slice(1)} · ${words}`}
      </p>
    </div>
  );
}

function describeResults(builds: readonly Build[]): string {
  const isLeft = ({ status, superseded }: Build) => status === 'running' && superseded;
  const count = (...statuses: readonly BuildStatus[]) =>
    builds.filter((build) => statuses.includes(build.status) && !isLeft(build)).length;
  const others = [
    [count('failed'), 'failed'],
    [count('cancelled'), 'cancelled'],
    [count('running', 'queued'), 'under way'],
    [builds.filter(isLeft).length, 'without a result'],
  ] as const;
  const parts = others.flatMap(([n, word]) => (n === 0 ? [] : [`${n} ${word}`]));
  return parts.length === 0 ? 'all passed' : parts.join(' · ');
}

function wholeRuns(builds: readonly Build[]): readonly number[] {
  return builds.flatMap(({ status, fromStep, durationMs }) =>
    status === 'completed' && fromStep === null && durationMs !== null ? [durationMs] : [],
  );
}

function describeDurations(builds: readonly Build[]): readonly string[] {
  const whole = wholeRuns(builds);
  const usual = median(whole);
  const [newest] = whole;
  if (usual === undefined || newest === undefined) return [];
  const partial = builds.filter(({ fromStep }) => fromStep !== null).length;
  const leftOut =
    partial === 0 ? '' : ` (without ${plural(partial, 'retry', 'retries')} from a step)`;
  return [
    `usually ${formatDuration(usual)}${leftOut}`,
    `the last that passed ${describePace(newest, usual)}`,
  ];
}

import { formatDuration, plural } from '../../components/format.ts';
import { describePace } from '../../components/pace.ts';
import { stateLooks } from '../../components/state.ts';
import { TrendBars } from '../../components/TrendBars.tsx';
import styles from './BuildTrend.module.css';
import { median } from './history.ts';
import type { Build } from './model.ts';
import { buildLabel } from './shown.ts';

const SHOWN = 20;

/**
 * How long the last builds took that ran all their steps, as bars and in words. Nothing for fewer
 * than two.
 */
export function BuildTrend({ builds }: { builds: readonly Build[] }) {
  const ended = builds
    .flatMap((build) =>
      build.durationMs !== null && build.status !== 'cancelled' && build.fromStep === null
        ? [{ build, ms: build.durationMs }]
        : [],
    )
    .slice(0, SHOWN)
    .toReversed();
  if (ended.length < 2) return null;
  const passed = ended.filter(({ build }) => build.status === 'completed');
  const usual = median(passed.map(({ ms }) => ms));
  const failures = ended.length - passed.length;
  const last = passed.at(-1);
  const words = [
    `Last ${ended.length} builds`,
    failures === 0 ? 'all passed' : `${failures} failed`,
    ...(usual === undefined ? [] : [`usually ${formatDuration(usual)}`]),
    ...(last && usual !== undefined
      ? [`the last that passed ${describePace(last.ms, usual)}`]
      : []),
  ];
  return (
    <div className={styles.trend}>
      <TrendBars
        label={`Durations of the ${plural(ended.length, 'last build')}: ${words.slice(1).join(', ')}.`}
        usual={usual}
        bars={ended.map(({ build, ms }) => ({
          key: build.key,
          value: ms,
          tone: stateLooks[build.status].tone,
          marked: build.status === 'failed',
          text: `${buildLabel(build)}: ${stateLooks[build.status].word}, ${formatDuration(ms)}`,
        }))}
      />
      <p className={styles.words} aria-hidden="true">
        {words.join(' · ')}
      </p>
    </div>
  );
}

import { Fragment } from 'react';
import type { ChartUnit } from '../../../components/chart/series.ts';
import { LineChart } from '../../../components/chart/LineChart.tsx';
import {
  formatBytes,
  formatDuration,
  formatPercent,
  plural,
} from '../../../components/time/format.ts';
import { useNow } from '../../../components/time/useNow.ts';
import type { Session } from '../model.ts';
import styles from './UsageCharts.module.css';
import { useLiveness } from '../useLiveness.ts';
import { UsageTable } from './UsageTable.tsx';
import {
  figuresOf,
  gapsOf,
  seriesOf,
  silentMs,
  spanOf,
  type Usage,
  type UsageKey,
} from './usage.ts';

export interface UsageChartsProps {
  session: Session;
  usage: Usage;
}

interface Line {
  readonly key: UsageKey;
  readonly label: string;
  readonly unit: ChartUnit;
  readonly format: (value: number) => string;
  readonly colors: { readonly line: string; readonly area: string };
}

const lines: readonly Line[] = [
  {
    key: 'cpuPercent',
    label: 'CPU',
    unit: 'percent',
    format: formatPercent,
    colors: { line: '--running-solid', area: '--running-bg' },
  },
  {
    key: 'memoryBytes',
    label: 'Memory',
    unit: 'bytes',
    format: formatBytes,
    colors: { line: '--accent', area: '--accent-bg' },
  },
];

/** CPU and memory, drawn and in words. Takes its room before there is anything to draw. */
export function UsageCharts({ session, usage }: UsageChartsProps) {
  const running = useLiveness([session]).isAlive(session);
  const now = useNow(running);
  if (usage.points.length === 0) {
    return (
      <p className={styles.none}>
        {running
          ? 'No CPU or memory figures yet. Charts begin with the first.'
          : 'Its CPU and memory figures are not kept any more.'}
      </p>
    );
  }
  const silent = running ? silentMs(usage, now) : 0;
  const span = spanOf(usage, silent);
  return (
    <div className={styles.usage}>
      <div className={styles.charts}>
        {lines.map(({ key, label, ...line }) => {
          const figures = figuresOf(usage.points, key);
          if (!figures) return null;
          return (
            <LineChart
              key={key}
              label={label}
              {...line}
              series={seriesOf(usage, key)}
              span={span}
              syncKey={session.sessionId}
            >
              <span className={styles.now}>
                {!running && 'last '}
                {line.format(figures.last)}
              </span>
              <span>
                average {line.format(figures.average)}, peak {line.format(figures.peak)}
              </span>
            </LineChart>
          );
        })}
      </div>
      <div className={styles.more}>
        <details className={styles.details}>
          <summary>Figures as a table</summary>
          <UsageTable usage={usage} />
        </details>
        <span>
          {describeGaps(usage, silent).map((text) => (
            <Fragment key={text}>{text} </Fragment>
          ))}
        </span>
      </div>
    </div>
  );
}

function describeGaps(usage: Usage, silent: number): readonly string[] {
  const gaps = gapsOf(usage);
  const missing = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  return [
    ...(gaps.length > 0
      ? [`${plural(gaps.length, 'gap')}: no figures for ${formatDuration(missing, 'seconds')}.`]
      : []),
    ...(silent > 0 ? [`No updates for ${formatDuration(silent, 'seconds')}.`] : []),
  ];
}

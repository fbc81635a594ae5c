import { useState } from 'react';
import type { ChartUnit } from '../../components/chart/series.ts';
import { LineChart } from '../../components/chart/LineChart.tsx';
import { SelectField } from '../../components/controls/SelectField.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatBytes, formatCount } from '../../components/time/format.ts';
import { useMessaging } from '../../hooks/index.ts';
import { type Interval, KEPT_MS, lineOf, percentile, recentOf, summaryOf } from './history.ts';
import styles from './Monitor.module.css';
import { useWatch } from './useMonitor.ts';

const MINUTE_MS = 60_000;
const spans = [
  { value: '1', text: 'Last minute' },
  { value: '5', text: 'Last 5 minutes' },
  { value: '30', text: 'Last 30 minutes' },
] as const;

const blue = { line: '--running-solid', area: '--running-bg' };
const violet = { line: '--accent', area: '--accent-bg' };
const green = { line: '--passed-solid', area: '--passed-bg' };
const amber = { line: '--warning-solid', area: '--warning-bg' };

interface Line {
  readonly label: string;
  readonly unit: ChartUnit;
  readonly colors: { readonly line: string; readonly area: string };
  readonly format: (value: number) => string;
  /** Shown in the text instead of average and peak. */
  readonly share?: 'rtt' | 'delivery';
  readonly none: string;
  readonly value: (interval: Interval, bounds: readonly number[]) => number | null;
}

const perSecond = (value: number) => `${formatCount(rounded(value))}/s`;
const bytesPerSecond = (value: number) => `${formatBytes(Math.round(value))}/s`;
const ms = (value: number) => `${formatCount(rounded(value))} ms`;
const rounded = (value: number) => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value));

const lines: readonly Line[] = [
  {
    ...{ label: 'Messages in', unit: 'count', colors: blue, format: perSecond, none: '' },
    value: ({ rates }) => rates.messagesIn,
  },
  {
    ...{ label: 'Messages out', unit: 'count', colors: violet, format: perSecond, none: '' },
    value: ({ rates }) => rates.messagesOut,
  },
  {
    ...{ label: 'Data in', unit: 'bytes', colors: blue, format: bytesPerSecond, none: '' },
    value: ({ rates }) => rates.bytesIn,
  },
  {
    ...{ label: 'Data out', unit: 'bytes', colors: violet, format: bytesPerSecond, none: '' },
    value: ({ rates }) => rates.bytesOut,
  },
  {
    ...{ label: 'Round trip, p99', unit: 'count', colors: green, format: ms, share: 'rtt' },
    none: 'not measured yet',
    value: ({ rtt }, bounds) => percentile(bounds, rtt, 0.99),
  },
  {
    ...{ label: 'Delivery latency, p99', unit: 'count', colors: amber, format: ms },
    share: 'delivery',
    none: 'no live events in this time',
    value: ({ delivery }, bounds) => percentile(bounds, delivery, 0.99),
  },
];

/** What goes in and out over this tab's connection, drawn and in words. */
export function TrafficCharts() {
  const client = useMessaging();
  const samples = useWatch((state) => state.samples);
  const [minutes, setMinutes] = useState('5');
  const { bounds } = client.getMetrics().rttMs;
  const to = samples.at(-1)?.at ?? 0;
  const ms = Math.min(KEPT_MS, Number(minutes) * MINUTE_MS);
  const span = { from: to - ms, to };
  const recent = recentOf(samples, ms);
  return (
    <Panel
      title="Traffic"
      actions={
        <SelectField
          label="Time"
          className={styles.inline}
          options={[...spans]}
          value={minutes}
          onChange={setMinutes}
        />
      }
    >
      <div className={styles.charts}>
        {lines.map(({ label, unit, colors, format, share, none, value }) => {
          const series = lineOf(samples, span.from, (interval) => value(interval, bounds));
          const summary = summaryOf(series);
          const counts = share && recent?.[share];
          return (
            <LineChart
              key={label}
              {...{ label, unit, colors, format, series, span }}
              syncKey="monitor"
            >
              {counts ? (
                <Shares bounds={bounds} counts={counts} format={format} none={none} />
              ) : (
                summary && (
                  <>
                    <span className={styles.now}>{format(summary.last)}</span>
                    <span>
                      average {format(summary.average)}, peak {format(summary.peak)}
                    </span>
                  </>
                )
              )}
            </LineChart>
          );
        })}
      </div>
      <p className={styles.note}>
        Of this tab’s connection. Latency runs from an event’s timestamp to its arrival, so it is
        off by as much as the two clocks differ. Figures are kept for 30 minutes while the tab is
        open.
      </p>
    </Panel>
  );
}

interface SharesProps {
  bounds: readonly number[];
  counts: readonly number[];
  format: (value: number) => string;
  none: string;
}

function Shares({ bounds, counts, format, none }: SharesProps) {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(bounds, counts, share));
  if (p50 == null || p95 == null || p99 == null) return <span>{none}</span>;
  return (
    <>
      <span className={styles.now}>{format(p99)}</span>
      <span>
        p50 {format(p50)}, p95 {format(p95)}
      </span>
    </>
  );
}

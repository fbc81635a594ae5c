import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import styles from './LineChart.module.css';
import { formatTimeOfDay } from '../time/format.ts';
import {
  axisSteps,
  axisTop,
  type ChartSeries,
  type ChartSpan,
  type ChartUnit,
  lonePoints,
} from './series.ts';

export interface UplotCanvasProps {
  series: ChartSeries;
  span: ChartSpan;
  unit: ChartUnit;
  /** On the axis and beside the pointer. */
  format: (value: number) => string;
  /** Tokens such as `--running-solid`. */
  colors: { readonly line: string; readonly area: string };
  /** Charts with the same key share the pointer. */
  syncKey: string;
}

const token = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** By itself, so that uPlot loads with the first chart. */
export default function UplotCanvas(props: UplotCanvasProps) {
  const host = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const box = host.current;
    if (!box) return;
    const size = () => ({ width: box.clientWidth, height: box.clientHeight });
    const made = new uPlot(
      options(latest, size(), (text) => {
        if (readout.current) readout.current.textContent = text;
      }),
      [[], []],
      box,
    );
    plot.current = made;
    show(made, latest.current);
    const resized = new ResizeObserver(() => made.setSize(size()));
    resized.observe(box);
    // Colours are read while drawing, so a change of theme needs only a redraw.
    const themed = new MutationObserver(() => made.redraw(false));
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, []);

  const { series, span } = props;
  useEffect(() => {
    if (plot.current) show(plot.current, { series, span });
  }, [series, span]);

  return (
    <div className={styles.canvas}>
      <div ref={host} className={styles.host} />
      <span ref={readout} className={styles.readout} />
    </div>
  );
}

function show(plot: uPlot, { series, span }: Pick<UplotCanvasProps, 'series' | 'span'>): void {
  plot.batch(() => {
    plot.setData([[...series.times], [...series.values]], false);
    plot.setScale('x', { min: span.from, max: span.to });
  });
}

function options(
  latest: { readonly current: UplotCanvasProps },
  size: { readonly width: number; readonly height: number },
  tell: (text: string) => void,
): uPlot.Options {
  const { unit, format, colors, syncKey } = latest.current;
  const font = `11px ${token('--font-ui')}`;
  const look = {
    font,
    stroke: () => token('--text-subtle'),
    grid: { stroke: () => token('--border'), width: 1 },
    ticks: { show: false },
    gap: 4,
  };
  return {
    ...size,
    ms: 1,
    pxAlign: true,
    // A time below the right edge needs half of its width.
    padding: [8, 24, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      sync: { key: syncKey },
      points: { size: 7, width: 2, fill: () => token('--surface') },
    },
    scales: {
      x: { time: true, auto: false },
      y: { range: (_, __, max) => [0, axisTop(unit, max ?? 0)] },
    },
    axes: [
      {
        ...look,
        gap: 6,
        size: 22,
        space: 64,
        values: (_, splits, __, ___, step) =>
          splits.map((at) => formatTimeOfDay(at, step < 60_000)),
      },
      {
        ...look,
        size: 60,
        space: 24,
        incrs: axisSteps(unit),
        values: (_, splits) => splits.map((value) => format(value).replace('.0 ', ' ')),
      },
    ],
    series: [
      {},
      {
        stroke: () => token(colors.line),
        fill: () => token(colors.area),
        width: 1.5,
        points: {
          size: 4,
          show: () => false,
          filter: () => lonePoints(latest.current.series),
        },
      },
    ],
    hooks: {
      setCursor: [
        (plot) => {
          const at = plot.cursor.idx == null ? undefined : plot.data[0][plot.cursor.idx];
          const value = plot.cursor.idx == null ? null : plot.data[1]?.[plot.cursor.idx];
          tell(at === undefined || value == null ? '' : `${formatTimeOfDay(at)}  ${format(value)}`);
        },
      ],
    },
  };
}

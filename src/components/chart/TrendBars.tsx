import styles from './TrendBars.module.css';
import type { Tone } from '../steps/state.ts';

export interface TrendBar {
  key: string;
  value: number;
  tone: Tone;
  text: string;
  /** Adds a cross on top: not by colour alone. */
  marked?: boolean;
}

export interface TrendBarsProps {
  /** Oldest first. */
  bars: readonly TrendBar[];
  /** A dashed line at this value. */
  usual?: number | undefined;
  /** The picture in words. */
  label: string;
}

const HEIGHT = 40;
const WIDTH = 8;
const GAP = 3;
/** For the marks. */
const TOP = 6;

/** A small bar chart of the last values. */
export function TrendBars({ bars, usual, label }: TrendBarsProps) {
  const highest = Math.max(1, usual ?? 0, ...bars.map(({ value }) => value));
  const heightOf = (value: number) => Math.max(2, (value / highest) * (HEIGHT - TOP));
  const width = Math.max(1, bars.length) * (WIDTH + GAP) - GAP;
  const usualY = usual === undefined ? null : HEIGHT - heightOf(usual);
  return (
    <svg
      role="img"
      aria-label={label}
      className={styles.chart}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      width={width}
      height={HEIGHT}
    >
      {bars.map(({ key, value, tone, text, marked }, index) => {
        const x = index * (WIDTH + GAP);
        const height = heightOf(value);
        const y = HEIGHT - height;
        return (
          <g key={key} className={styles.bar} data-tone={tone}>
            <title>{text}</title>
            {/* The whole column, so that a short bar's tooltip is easy to meet. */}
            <rect x={x} y={0} width={WIDTH} height={HEIGHT} className={styles.column} />
            <rect x={x} y={y} width={WIDTH} height={height} rx={1.5} />
            {marked && (
              <path
                d={`M${x + 2} ${y - 5}l4 4m0 -4l-4 4`}
                className={styles.mark}
                strokeWidth={1.4}
              />
            )}
          </g>
        );
      })}
      {usualY !== null && (
        <line x1={0} x2={width} y1={usualY} y2={usualY} className={styles.usual} />
      )}
    </svg>
  );
}

import { memo } from 'react';
import { formatBytes, formatClock, formatOffset } from '../format.ts';
import { parseLine } from './ansi.ts';
import type { LogRow } from './LogBuffer.ts';
import { LogText } from './LogText.tsx';
import styles from './LogView.module.css';
import type { RowOptions } from './rows.ts';

export interface LogRowViewProps {
  row: LogRow;
  /** What people call the line. */
  number: number;
  options: RowOptions;
  /** Given where rows are measured. */
  measure?: ((element: HTMLElement | null) => void) | undefined;
  /** Position among the rows held; for the measuring. */
  position?: number | undefined;
}

/**
 * One row of the log. Number and time are generated content: they are seen, but are no part of
 * the text, so copies and searches get the line alone.
 */
export const LogRowView = memo(function LogRowView({
  row,
  number,
  options,
  measure,
  position,
}: LogRowViewProps) {
  if (row.kind === 'marker') {
    return (
      <div
        ref={measure}
        data-index={position}
        className={styles.marker}
        data-tone={row.tone ?? 'idle'}
      >
        <span className={styles.markerText}>{row.text}</span>
      </div>
    );
  }
  const { timeMode, startTime, selectedLine, onShowAll } = options;
  const { segments, cut } = parseLine(row.message);
  return (
    <div
      ref={measure}
      data-index={position}
      className={styles.row}
      data-level={row.level}
      data-n={number}
      data-selected={number === selectedLine || undefined}
    >
      {timeMode !== 'off' && (
        <span
          className={styles.time}
          data-time={
            timeMode === 'clock' ? formatClock(row.time) : formatOffset(row.time - startTime)
          }
        />
      )}
      <span className={styles.text}>
        <LogText segments={segments} />
        {cut && '…'}
      </span>
      {cut && (
        <button
          type="button"
          className={styles.showAll}
          onClick={() => onShowAll({ number, message: row.message })}
        >
          Show all ({formatBytes(row.message.length)})
        </button>
      )}
    </div>
  );
});

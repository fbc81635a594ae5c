import { memo } from 'react';
import { cx } from '../../../components/cx.ts';
import { formatBytes, formatClock, formatOffset } from '../../../components/time/format.ts';
import { GroupRow } from './GroupRow.tsx';
import { describeLines, rangeOf } from '../../../lib/log/lineRange.ts';
import { isLine, type ShownRow } from '../../../lib/log/rows.ts';
import { LogText } from './LogText.tsx';
import strip from './LogStrip.module.css';
import styles from '../LogView.module.css';
import type { RowMarks } from '../../../lib/log/controller/types.ts';
import type { RowOptions } from './rowLayout.ts';
import { markMatches } from '../../../lib/log/search/highlight.ts';
import type { Ranges } from '../../../lib/log/search/pattern.ts';
import { hiddenMatches, shownPart } from './shownPart.ts';

export interface LogRowViewProps {
  row: ShownRow;
  number: number;
  options: RowOptions;
  isChosen?: boolean;
  isCurrent?: boolean;
  ranges?: Ranges | null;
  measure?: ((element: HTMLElement | null) => void) | undefined;
  /** Position among the rows held, for measuring. */
  position?: number | undefined;
}

/** Marks as props: a row renders only when its own change. */
export function marksOf(
  row: ShownRow,
  marks: RowMarks | null,
): Pick<LogRowViewProps, 'isChosen' | 'isCurrent' | 'ranges'> {
  if (marks === null || !isLine(row)) return {};
  return {
    isChosen: marks.isChosen(row),
    isCurrent: marks.isCurrent(row),
    ranges: marks.rangesOf(row),
  };
}

/** Number and time are generated content, so copies and searches get the line alone. */
export const LogRowView = memo(function LogRowView({
  row,
  number,
  options,
  isChosen = false,
  isCurrent = false,
  ranges = null,
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
        <span className={cx(strip.strip, styles.markerText)}>{row.text}</span>
      </div>
    );
  }
  if (row.kind === 'group') {
    return <GroupRow head={row} onFold={options.onFold} measure={measure} position={position} />;
  }
  const { timeMode, startTime, onShowAll } = options;
  const part = shownPart(row.message, ranges, isCurrent);
  const { segments, from, isCut } = part;
  const hidden = hiddenMatches(ranges, part);
  const range = rangeOf(row);
  return (
    <div
      ref={measure}
      data-index={position}
      className={styles.row}
      data-level={row.level}
      data-n={number === 0 ? '' : number}
      data-seq={range === null ? undefined : describeLines(range)}
      data-selected={isChosen || undefined}
      data-hit={ranges === null ? undefined : isCurrent ? 'current' : 'yes'}
    >
      {timeMode !== 'off' && (
        <span
          className={styles.time}
          data-time={
            timeMode === 'clock' ? formatClock(row.time) : formatOffset(row.time - startTime)
          }
        />
      )}
      <span className={cx(styles.text, row.message.includes('\t') && styles.tabbed)}>
        {from > 0 && '…'}
        <LogText segments={ranges === null ? segments : markMatches(segments, ranges, from)} />
        {isCut && '…'}
      </span>
      {(from > 0 || isCut) && (
        <button
          type="button"
          className={styles.showAll}
          data-hides={hidden === null ? undefined : 'matches'}
          onClick={() => onShowAll({ number, message: row.message, ranges: ranges ?? [] })}
        >
          Show all ({formatBytes(row.message.length)}
          {hidden !== null && `, ${hidden}`})
        </button>
      )}
    </div>
  );
});

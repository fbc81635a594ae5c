import {
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useLayoutEffect,
  useSyncExternalStore,
} from 'react';
import { cx } from '../../components/cx.ts';
import type { Beyond } from '../../lib/log/feed/feedTypes.ts';
import type { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import { FixedRows } from './FixedRows.tsx';
import { LogEdge } from './LogEdge.tsx';
import { LogEndButton } from './LogEndButton.tsx';
import { isLine, type RowSource } from '../../lib/log/rows.ts';
import styles from './LogView.module.css';
import type { PartialLine } from '../../lib/log/PartialLine.ts';
import { PartialRow } from './PartialRow.tsx';
import type { RowMarks, RowOptions, RowsHandle } from './rowLayout.ts';
import { useEdges } from './useEdges.ts';
import type { Follow } from './useFollow.ts';
import { useArrive, type useGoTo } from './useGoTo.ts';
import { useMarkInView } from './useMarkInView.ts';
import { WrappedRows } from './WrappedRows.tsx';

export interface LogStageProps {
  label: string;
  isLoading: boolean;
  /** The rows to show: the log's or a selection of them. */
  shown: RowSource;
  /** What goes on below the rows. */
  partial: PartialLine | null;
  /** Loads what is beyond the rows; null where they are all there is. */
  feed: LogFeed | null;
  /** What is above the rows. */
  older: Beyond;
  /** In place of rows while there are none. */
  placeholder: ReactNode;
  wrap: boolean;
  options: RowOptions;
  marks: RowMarks | null;
  tail: Follow;
  onFollow: () => void;
  route: Pick<ReturnType<typeof useGoTo>, 'target' | 'arrived'>;
  scroller: RefObject<HTMLDivElement | null>;
  rows: RefObject<RowsHandle | null>;
  topRow: RefObject<number>;
  onMouseDown: (event: MouseEvent<HTMLDivElement>) => void;
  onClick: (event: MouseEvent<HTMLDivElement>) => void;
}

const none = () => () => {};

/** The part of the log view that may change with every frame: its rows, and what lies over them. */
export function LogStage(props: LogStageProps) {
  const { shown, feed, wrap, options, tail, scroller, rows } = props;
  const { following, pausedAt, onRows } = tail;
  const snapshot = useSyncExternalStore(shown.subscribe, shown.getSnapshot);
  const { partial } = props;
  const unfinished = useSyncExternalStore(
    partial?.subscribe ?? none,
    () => partial?.getText() ?? '',
  );
  const isAtTop = useEdges(scroller, feed, snapshot);
  const showMark = useMarkInView(scroller, rows, onRows);
  useArrive(props.route, shown, snapshot, rows, (index) => {
    const row = shown.get(index);
    showMark(row !== undefined && isLine(row) && props.marks?.isCurrent(row) === true);
  });
  // Rows have their place by now: the effects of what is inside come first.
  useLayoutEffect(onRows);

  const isEmpty = snapshot.end === snapshot.first;
  const Rows = wrap ? WrappedRows : FixedRows;
  return (
    <div className={styles.stage}>
      {/* A line can also be chosen by its address */}
      <div
        ref={scroller}
        role="log"
        aria-label={props.label}
        aria-live="off"
        aria-busy={props.isLoading}
        // It scrolls, so keys must reach it
        tabIndex={0}
        className={cx(
          styles.scroller,
          wrap && styles.wraps,
          options.timeMode !== 'off' && styles.timed,
          options.timeMode === 'clock' && styles.dated,
          styles.selectable,
        )}
        onMouseDown={props.onMouseDown}
        onClick={props.onClick}
      >
        <div className={styles.content}>
          {isEmpty && unfinished === '' && props.placeholder}
          {!isEmpty && (
            <Rows
              buffer={shown}
              snapshot={snapshot}
              following={following}
              scroller={scroller}
              topRow={props.topRow}
              options={options}
              marks={props.marks}
              handle={rows}
            />
          )}
          {unfinished !== '' && <PartialRow text={unfinished} />}
        </div>
      </div>
      <LogEdge
        beyond={props.older}
        isThere={isAtTop && !following}
        onRetry={() => void feed?.loadOlder()}
      />
      {pausedAt !== null && !isEmpty && (
        <LogEndButton newLines={Math.max(0, snapshot.total - pausedAt)} onClick={props.onFollow} />
      )}
    </div>
  );
}

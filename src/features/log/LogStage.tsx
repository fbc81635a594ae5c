import {
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffectEvent,
  useLayoutEffect,
  useSyncExternalStore,
} from 'react';
import { cx } from '../../components/cx.ts';
import type { LogController } from '../../lib/log/controller/LogController.ts';
import type { LogState } from '../../lib/log/controller/types.ts';
import type { PartialLine } from '../../lib/log/PartialLine.ts';
import { readLines } from '../../lib/log/lineRange.ts';
import { isLine } from '../../lib/log/rows.ts';
import { FixedRows } from './rows/FixedRows.tsx';
import { LogEdge } from './scroll/LogEdge.tsx';
import { LogEndButton } from './scroll/LogEndButton.tsx';
import styles from './LogView.module.css';
import { PartialRow } from './rows/PartialRow.tsx';
import type { RowOptions, RowsHandle } from './rows/rowLayout.ts';
import { useEdges } from './scroll/useEdges.ts';
import { useFollowScroll } from './scroll/useFollowScroll.ts';
import { useMarkInView } from './scroll/useMarkInView.ts';
import { WrappedRows } from './rows/WrappedRows.tsx';

export interface LogStageProps {
  label: string;
  isLoading: boolean;
  controller: LogController;
  log: LogState;
  partial: PartialLine | null;
  placeholder: ReactNode;
  wrap: boolean;
  options: RowOptions;
  scroller: RefObject<HTMLDivElement | null>;
  rows: RefObject<RowsHandle | null>;
  topRow: RefObject<number>;
  onTopRow: (row: number) => void;
}

const none = () => () => {};

/** What may change with every frame: the rows, and what lies over them. */
export function LogStage(props: LogStageProps) {
  const { controller, log, wrap, options, partial, scroller, rows } = props;
  const { rows: shown, target, marks, reader, edges } = log;
  const following = reader.kind === 'following';
  const snapshot = useSyncExternalStore(shown.subscribe, shown.getSnapshot);
  const unfinished = useSyncExternalStore(
    partial?.subscribe ?? none,
    () => partial?.getText() ?? '',
  );
  const isAtTop = useEdges(scroller, controller, snapshot);
  const { onRows, onLed, fits } = useFollowScroll(scroller, controller, following);
  const showMark = useMarkInView(scroller, rows, onRows);

  const onTarget = useEffectEvent(() => {
    if (target === null || target.rows !== shown) return;
    const found = shown.indexOf(target.order);
    const index = target.to === 'start' && found !== undefined ? snapshot.first : found;
    // Rows that are just loaded are rendered with the next frame.
    if (index === undefined || index < snapshot.first || index >= snapshot.end) return;
    rows.current?.scrollToIndex(index, target.to === 'nearest' ? 'nearest' : 'upper');
    controller.dispatch({ kind: 'arrived', id: target.id });
    onLed();
    const row = shown.get(index);
    showMark(row !== undefined && isLine(row) && marks?.isCurrent(row) === true);
  });
  useLayoutEffect(() => onTarget(), [target, shown, snapshot]);
  // Rows have their place by now: the effects of what is inside come first.
  useLayoutEffect(onRows);

  const onMouseDown = (event: MouseEvent<HTMLDivElement>) => {
    // With Shift the browser would select text from the last click.
    if (!event.shiftKey || numberedRow(event.target) === null) return;
    event.preventDefault();
    event.currentTarget.focus();
  };
  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    const lines = readLines(numberedRow(event.target)?.dataset.seq ?? '');
    if (lines === null) return;
    controller.dispatch({ kind: 'choose', lines, isFurther: event.shiftKey });
  };

  const isEmpty = snapshot.end === snapshot.first;
  const isWhole = log.results !== null || edges.newer === 'nothing';
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
        // Scrollable, so it takes focus for the keyboard.
        tabIndex={0}
        className={cx(
          styles.scroller,
          wrap && styles.wraps,
          options.timeMode !== 'off' && styles.timed,
          options.timeMode === 'clock' && styles.dated,
          styles.selectable,
        )}
        onMouseDown={onMouseDown}
        onClick={onClick}
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
              onTopRow={props.onTopRow}
              options={options}
              marks={marks}
              handle={rows}
            />
          )}
          {unfinished !== '' && <PartialRow text={unfinished} />}
        </div>
      </div>
      <LogEdge
        beyond={log.results === null ? edges.older : 'nothing'}
        isThere={isAtTop && !following}
        onRetry={() => controller.dispatch({ kind: 'load', edge: 'older', isUnasked: false })}
      />
      {reader.kind === 'paused' && !isEmpty && !(fits && isWhole) && (
        <LogEndButton
          newLines={Math.max(0, snapshot.total - reader.total)}
          onClick={() => controller.dispatch({ kind: 'follow' })}
        />
      )}
    </div>
  );
}

/** The number is generated content, so a press on it has the row itself as target. */
const numberedRow = (target: EventTarget) =>
  target instanceof HTMLElement && target.dataset.n !== undefined ? target : null;

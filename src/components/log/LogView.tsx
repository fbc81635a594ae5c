import {
  type MouseEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { cx } from '../cx.ts';
import { FixedRows } from './FixedRows.tsx';
import type { LogBuffer } from './LogBuffer.ts';
import { LogEndButton } from './LogEndButton.tsx';
import { LogPlaceholder } from './LogPlaceholder.tsx';
import { LogSummary } from './LogSummary.tsx';
import { LogToolbar } from './LogToolbar.tsx';
import styles from './LogView.module.css';
import { LongLine } from './LongLine.tsx';
import type { LongLineContent, RowOptions, RowsHandle, TimeMode } from './rows.ts';
import { useFollow } from './useFollow.ts';
import { WrappedRows } from './WrappedRows.tsx';

export interface LogViewHandle {
  /** Goes to the first line held of a step; false when none came yet. Stops following. */
  scrollToStep: (step: string) => boolean;
  /** Goes to the end and follows. */
  scrollToEnd: () => void;
}

export interface LogViewProps {
  buffer: LogBuffer;
  /** Accessible name, "Build log" or "Runtime log". */
  label: string;
  /** Shown in place of lines: why there are none and what brings some. */
  emptyText: string;
  state?: 'loading' | 'ready';
  toolbar?: 'full' | 'none';
  /** In the toolbar, e.g. a search. */
  toolbarExtra?: ReactNode;
  /** Zero of relative times, milliseconds since the epoch; by default the first line's time. */
  startTime?: number | undefined;
  /** Name of the downloaded file. */
  fileName?: string;
  /** A strip above the lines, e.g. "Live only: this server keeps no history." */
  hint?: ReactNode;
  /** A strip below the lines, e.g. where the log comes from. */
  status?: ReactNode;
  /** Number of a line to highlight; brought into view once it is there. */
  selectedLine?: number | undefined;
  /** The reader pressed a line's number. */
  onSelectLine?: (number: number) => void;
  ref?: Ref<LogViewHandle>;
}

/** Long lines wrap where there is no room to scroll sideways with ease. */
const startsWrapped = () =>
  typeof matchMedia === 'function' && matchMedia('(max-width: 640px)').matches;

/** A live log of up to 100,000 lines. Fills its parent, which must have a height. */
export function LogView(props: LogViewProps) {
  const { buffer, label, state = 'ready', toolbar = 'full', selectedLine, onSelectLine } = props;
  const snapshot = useSyncExternalStore(buffer.subscribe, buffer.getSnapshot);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRef<RowsHandle>(null);
  const topRow = useRef(0);
  const { following, newLines, follow, pause } = useFollow(scroller, snapshot);
  const [wrap, setWrap] = useState(startsWrapped);
  const [timeMode, setTimeMode] = useState<TimeMode>('off');
  const [longLine, setLongLine] = useState<LongLineContent | null>(null);

  const startTime = props.startTime ?? buffer.get(snapshot.first)?.time ?? 0;
  const options = useMemo<RowOptions>(
    () => ({
      timeMode,
      // Rows that do not show it should not render again when it changes.
      startTime: timeMode === 'relative' ? startTime : 0,
      selectedLine,
      onShowAll: setLongLine,
    }),
    [timeMode, startTime, selectedLine],
  );

  const goTo = useCallback(
    (index: number | undefined) => {
      if (index === undefined || buffer.get(index) === undefined) return false;
      pause();
      rows.current?.scrollToIndex(index, 'upper');
      return true;
    },
    [buffer, pause],
  );

  // Once per line asked for, as soon as it is there.
  const revealed = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (selectedLine === revealed.current) return;
    if (selectedLine === undefined || goTo(buffer.indexOfNumber(selectedLine))) {
      revealed.current = selectedLine;
    }
  }, [snapshot, selectedLine, buffer, goTo]);

  // The other layout starts at its top: bring back the reader's row.
  const wasWrapped = useRef(wrap);
  useLayoutEffect(() => {
    if (wasWrapped.current === wrap) return;
    wasWrapped.current = wrap;
    if (!following) rows.current?.scrollToIndex(topRow.current, 'start');
  }, [wrap, following]);

  useImperativeHandle(
    props.ref,
    () => ({
      scrollToStep: (step) => {
        const index = buffer.indexOfStep(step);
        return index !== undefined && goTo(Math.max(index, buffer.getSnapshot().first));
      },
      scrollToEnd: follow,
    }),
    [buffer, goTo, follow],
  );

  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    // The number is generated content: a press on it lands on the row itself.
    const number = event.target instanceof HTMLElement && event.target.dataset.n;
    if (onSelectLine === undefined || !number) return;
    revealed.current = Number(number);
    onSelectLine(Number(number));
  };

  const empty = snapshot.end === snapshot.first;
  const Rows = wrap ? WrappedRows : FixedRows;
  return (
    <div className={styles.view}>
      {toolbar === 'full' && (
        <LogToolbar
          buffer={buffer}
          snapshot={snapshot}
          following={following}
          onFollow={(on) => (on ? follow() : pause())}
          wrap={wrap}
          onWrap={setWrap}
          timeMode={timeMode}
          onTimeMode={setTimeMode}
          fileName={props.fileName ?? 'log.txt'}
          extra={props.toolbarExtra}
        />
      )}
      {props.hint !== undefined && <div className={styles.hint}>{props.hint}</div>}
      <div className={styles.stage}>
        {/* A line can also be chosen by its address */}
        <div
          ref={scroller}
          role="log"
          aria-label={label}
          aria-live="off"
          aria-busy={state === 'loading'}
          // It scrolls, so keys must reach it
          tabIndex={0}
          className={cx(
            styles.scroller,
            wrap && styles.wraps,
            timeMode !== 'off' && styles.timed,
            onSelectLine !== undefined && styles.selectable,
          )}
          onClick={onClick}
        >
          <div className={styles.content}>
            {empty ? (
              <LogPlaceholder loading={state === 'loading'} text={props.emptyText} />
            ) : (
              <Rows
                buffer={buffer}
                snapshot={snapshot}
                following={following}
                scroller={scroller}
                topRow={topRow}
                options={options}
                handle={rows}
              />
            )}
          </div>
        </div>
        {!following && !empty && <LogEndButton newLines={newLines} onClick={follow} />}
      </div>
      {props.status !== undefined && <div className={styles.status}>{props.status}</div>}
      <LogSummary snapshot={snapshot} />
      <LongLine line={longLine} onClose={() => setLongLine(null)} />
    </div>
  );
}

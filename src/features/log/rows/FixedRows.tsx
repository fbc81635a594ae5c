import {
  type ReactNode,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useReducer,
  useRef,
  useState,
} from 'react';
import { cx } from '../../../components/cx.ts';
import { isLine } from '../../../lib/log/rows.ts';
import { LogRowView, marksOf } from './LogRowView.tsx';
import styles from '../LogView.module.css';
import { type KeyedWindow, keyWindow } from './rowKeys.ts';
import { PADDING, ROW_HEIGHT, type RowsProps } from './rowLayout.ts';
import { shownPart } from './shownPart.ts';
import { usePinnedRows } from './usePinnedRows.ts';

/** Rows beyond both edges, so that a scroll of a frame or two shows no gap. */
const OVERSCAN = 12;
/** Scrolling renders again only every so many rows. */
const STRIDE = 6;
/** A log this short is rendered whole: the browser's own find and select-all work on it. */
const RENDER_ALL = 400;
const ASSUMED_HEIGHT = 800;

/**
 * Rows of one height. Arithmetic on row indexes: a frame costs the same at ten lines and at a
 * hundred thousand; a general virtualiser takes 4–5 ms there.
 */
export function FixedRows(props: RowsProps) {
  const { buffer, snapshot, following, scroller, topRow, onTopRow, options, marks, handle } = props;
  const { first, end } = snapshot;
  const [height, setHeight] = useState(ASSUMED_HEIGHT);
  const [shifted, setShifted] = useState(false);
  const [, rerender] = useReducer((n: number) => n + 1, 0);
  const committedFirst = useRef(first);
  const renderedTop = useRef(0);
  const widest = useRef(0);
  const windowElement = useRef<HTMLDivElement>(null);
  const rendered = useRef(first);
  const widen = usePinnedRows(windowElement, rendered);

  const visible = Math.ceil(height / ROW_HEIGHT) + 1;
  const top = following ? end - visible : Math.max(first, topRow.current);
  const all = end - first <= RENDER_ALL;
  // Rows above the edge wait until the reader scrolls up: at the end they would be wasted work.
  const near = all
    ? { from: first, to: end }
    : { from: following ? top : top - OVERSCAN, to: top + visible + OVERSCAN };
  const wanted = following ? near : widen(near);
  const from = Math.max(first, wanted.from);
  const to = Math.min(end, wanted.to);

  useLayoutEffect(() => {
    rendered.current = from;
  }, [from]);
  const keyed = useRef<KeyedWindow>({ from, ids: [] });
  const keys = keyWindow(keyed.current, from, to, following);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = () => {
      const row = Math.floor((element.scrollTop - PADDING) / ROW_HEIGHT) + committedFirst.current;
      onTopRow(row);
      setShifted(element.scrollLeft > 0);
      if (Math.abs(row - renderedTop.current) >= STRIDE) rerender();
    };
    const onResize = () => {
      if (element.clientHeight > 0) setHeight(element.clientHeight);
    };
    onResize();
    const observer = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(onResize);
    observer?.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer?.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller, onTopRow]);

  useLayoutEffect(() => {
    renderedTop.current = top;
    const lost = first - committedFirst.current;
    committedFirst.current = first;
    if (following) {
      onTopRow(top);
    } else if (lost !== 0 && scroller.current !== null) {
      // Rows came or went above: the reader's row stays put.
      scroller.current.scrollTop -= lost * ROW_HEIGHT;
    }
  });

  useImperativeHandle(handle, () => ({
    scrollToIndex(index, align) {
      const element = scroller.current;
      if (element === null) return;
      const top = (index - committedFirst.current) * ROW_HEIGHT + PADDING;
      if (align === 'nearest') {
        const highest = top + ROW_HEIGHT + PADDING - element.clientHeight;
        element.scrollTop = Math.min(Math.max(element.scrollTop, highest), top - PADDING);
        return;
      }
      onTopRow(index);
      element.scrollTop = align === 'upper' ? top - element.clientHeight / 3 : top;
    },
    scrollBy(pixels) {
      if (scroller.current !== null) scroller.current.scrollTop += pixels;
    },
  }));

  let columns = widest.current;
  const rows: ReactNode[] = [];
  for (let i = from; i < to; i++) {
    const row = buffer.get(i);
    if (row === undefined) continue;
    const { ranges = null, isCurrent = false, ...rowMarks } = marksOf(row, marks);
    // Grows only: a width that follows every row would move the horizontal scrollbar about.
    if (isLine(row)) {
      columns = Math.max(columns, shownPart(row.message, ranges, isCurrent).columns);
    }
    rows.push(
      <LogRowView
        key={keys.ids[i - from]}
        row={row}
        number={buffer.numberOf(i)}
        options={options}
        {...{ ranges, isCurrent, ...rowMarks }}
      />,
    );
  }
  useLayoutEffect(() => {
    keyed.current = keys;
    widest.current = columns;
  });
  return (
    <div
      className={cx(styles.rows, shifted && styles.shifted)}
      style={{
        width: `max(100%, calc(${columns}ch + var(--before-text)))`,
        height: (end - first) * ROW_HEIGHT,
      }}
    >
      <div
        ref={windowElement}
        className={styles.window}
        style={{ transform: `translateY(${(from - first) * ROW_HEIGHT}px)` }}
      >
        {rows}
      </div>
    </div>
  );
}

import { elementScroll, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useImperativeHandle, useLayoutEffect, useReducer, useRef } from 'react';
import { LogRowView, marksOf } from './LogRowView.tsx';
import styles from '../LogView.module.css';
import { PADDING, ROW_HEIGHT, type RowsProps } from './rowLayout.ts';
import { usePinnedRows } from './usePinnedRows.ts';

const aligns = { start: 'start', upper: 'center', nearest: 'auto' } as const;

export function WrappedRows(props: RowsProps) {
  const { buffer, snapshot, following, scroller, topRow, onTopRow, options, marks, handle } = props;
  const { first, end } = snapshot;
  const windowElement = useRef<HTMLDivElement>(null);
  const rendered = useRef(first);
  const widen = usePinnedRows(windowElement, rendered);
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLElement>({
    count: end - first,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (position) => first + position,
    // Keeps the reader's row in place while rows above it are measured or dropped.
    anchorTo: 'end',
    followOnAppend: following,
    // While following there is one place to be; other corrections would look like a reader's
    // scroll.
    scrollToFn: (offset, how, instance) => {
      const element = instance.scrollElement;
      if (following && element !== null) element.scrollTop = element.scrollHeight;
      else elementScroll(offset, how, instance);
    },
    paddingStart: PADDING,
    paddingEnd: PADDING,
    overscan: 12,
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const near = { from: first + startIndex - overscan, to: first + endIndex + 1 + overscan };
      const { from, to } = following ? near : widen(near);
      const start = Math.max(0, from - first);
      return Array.from({ length: Math.min(count, to - first) - start }, (_, i) => start + i);
    },
    useFlushSync: false,
  });
  // The scroller's ref is set after these effects: the first render has none.
  const [, rerender] = useReducer((n: number) => n + 1, 0);
  useLayoutEffect(() => rerender(), []);

  const items = virtualizer.getVirtualItems();
  useLayoutEffect(() => {
    rendered.current = Number(items[0]?.key ?? first);
  });

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = () => {
      const item = virtualizer.getVirtualItemForOffset(element.scrollTop);
      if (item !== undefined) onTopRow(Number(item.key));
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [virtualizer, scroller, onTopRow]);

  // A follow under way would carry the reader back to the end.
  useLayoutEffect(() => {
    if (!following) virtualizer.cancelScroll();
  }, [virtualizer, following]);

  // The reader's row was dropped: its surroundings are at the top.
  useLayoutEffect(() => {
    if (!following && topRow.current < first) virtualizer.scrollToOffset(0);
  }, [virtualizer, following, first, topRow]);

  useImperativeHandle(handle, () => ({
    scrollToIndex(index, align) {
      if (align !== 'nearest') onTopRow(index);
      virtualizer.scrollToIndex(index - first, { align: aligns[align] });
    },
    scrollBy(pixels) {
      virtualizer.cancelScroll();
      if (scroller.current !== null) scroller.current.scrollTop += pixels;
    },
  }));

  return (
    <div className={styles.wrapped} style={{ height: virtualizer.getTotalSize() - 2 * PADDING }}>
      <div
        ref={windowElement}
        className={styles.window}
        style={{ transform: `translateY(${(items[0]?.start ?? PADDING) - PADDING}px)` }}
      >
        {items.map((item) => {
          const row = buffer.get(Number(item.key));
          return row === undefined ? null : (
            <LogRowView
              key={item.key}
              row={row}
              number={buffer.numberOf(Number(item.key))}
              options={options}
              {...marksOf(row, marks)}
              measure={virtualizer.measureElement}
              position={item.index}
            />
          );
        })}
      </div>
    </div>
  );
}

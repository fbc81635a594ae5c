import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Inspector, InspectorSnapshot } from '../../../lib/inspect/Inspector.ts';
import type { KeptMessage } from '../../../lib/inspect/message.ts';
import { cx } from '../../../components/cx.ts';
import styles from './MessageGrid.module.css';
import { MessageRow } from './MessageRow.tsx';
import { useRowWindow } from './useRowWindow.ts';

const ROW_PX = 28;
const columns = ['Time', 'Verdict', 'Subject', 'Body', 'Size'] as const;

export interface MessageGridProps {
  inspector: Inspector;
  snapshot: InspectorSnapshot;
  /** They have a sequence. */
  isStored: boolean;
  selected: KeptMessage | null;
  onSelect: (message: KeptMessage) => void;
  /** The reader has turned to what is above the end. */
  onLeaveEnd: () => void;
}

/** The messages, newest last; only the rows in view are drawn. Stays at the end while live. */
export function MessageGrid(props: MessageGridProps) {
  const { inspector, snapshot, isStored, selected, onSelect, onLeaveEnd } = props;
  const { rows } = snapshot;
  const isLive = snapshot.view.kind === 'live';
  const scroller = useRef<HTMLDivElement>(null);
  const { first, end, measure } = useRowWindow(scroller, rows, ROW_PX);
  const [focused, setFocused] = useState<number | null>(null);
  const isFocusPending = useRef(false);
  const selectedRow = selected === null ? -1 : inspector.rowOf(selected.n);
  const focusedRow = focused === null ? -1 : inspector.rowOf(focused);
  const tabStop = [focusedRow, selectedRow].find((row) => row !== -1) ?? rows - 1;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!isLive || !element) return;
    element.scrollTop = element.scrollHeight;
    // Else a burst of more than a screen leaves an empty frame.
    measure();
  }, [isLive, snapshot.version, measure]);

  useEffect(() => {
    if (!isFocusPending.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${tabStop}"]`);
    if (!row) return;
    isFocusPending.current = false;
    row.focus({ preventScroll: true });
  });

  const moveTo = (index: number) => {
    const to = Math.max(0, Math.min(rows - 1, index));
    const element = scroller.current;
    if (!element || rows === 0) return;
    isFocusPending.current = true;
    setFocused(inspector.numberOf(to));
    const top = to * ROW_PX;
    const visible = element.clientHeight - ROW_PX;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW_PX > element.scrollTop + visible) element.scrollTop = top + ROW_PX - visible;
    const message = inspector.row(to);
    if (selected !== null && message) onSelect(message);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 2);
    const moves: Record<string, number> = {
      ArrowUp: tabStop - 1,
      ArrowDown: tabStop + 1,
      PageUp: tabStop - page,
      PageDown: tabStop + page,
      Home: 0,
      End: rows - 1,
    };
    const to = moves[key];
    if (to !== undefined) {
      onLeaveEnd();
      moveTo(to);
    } else if (key === 'Enter' || key === ' ') select(tabStop);
    else return;
    event.preventDefault();
  };
  const select = (index: number) => {
    const message = inspector.row(index);
    if (!message) return;
    setFocused(message.n);
    onSelect(message);
  };
  const selectAt = (target: EventTarget) => {
    const row = target instanceof Element ? target.closest('[data-index]') : null;
    if (row) select(Number(row.getAttribute('data-index')));
  };
  const shown = Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        role="grid"
        aria-label="Messages"
        aria-rowcount={rows + 1}
        aria-colcount={columns.length}
        className={cx(styles.scroller, isStored && styles.stored)}
        tabIndex={rows === 0 ? 0 : -1}
        onKeyDown={onKeyDown}
        onWheel={({ deltaY }) => {
          if (deltaY < 0) onLeaveEnd();
        }}
        onTouchMove={onLeaveEnd}
        onPointerDown={({ target, currentTarget }) => {
          // The scroll bar.
          if (target === currentTarget) onLeaveEnd();
        }}
      >
        <div role="row" aria-rowindex={1} className={styles.head}>
          {columns.map((name) => (
            <span key={name} role="columnheader" className={styles[name.toLowerCase()]}>
              {name === 'Verdict' ? <span className="visually-hidden">{name}</span> : name}
            </span>
          ))}
        </div>
        <div
          role="rowgroup"
          className={styles.rows}
          style={{ height: rows * ROW_PX }}
          // At once: while messages stream in, the row would be elsewhere when the button goes up.
          onPointerDown={({ target, button, pointerType }) => {
            if (button === 0 && pointerType === 'mouse') selectAt(target);
          }}
          onClick={({ target, detail }) => {
            // Touch, and what clicks for a person.
            if (detail === 0 || matchMedia('(pointer: coarse)').matches) selectAt(target);
          }}
        >
          {shown.map((index) => {
            const message = inspector.row(index);
            return (
              <MessageRow
                key={inspector.numberOf(index)}
                message={message}
                label={message && inspector.labelOf(message)}
                index={index}
                top={index * ROW_PX}
                isSelected={index === selectedRow}
                isTabStop={index === tabStop}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

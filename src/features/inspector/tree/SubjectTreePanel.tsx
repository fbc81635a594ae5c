import { ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { cx } from '../../../components/cx.ts';
import { formatCount } from '../../../components/time/format.ts';
import { RelativeTime } from '../../../components/time/RelativeTime.tsx';
import type { Inspector } from '../../../lib/inspect/Inspector.ts';
import { showControls } from '../../../lib/terminal/controlChars.ts';
import { useRowWindow } from '../list/useRowWindow.ts';
import styles from './SubjectTreePanel.module.css';

const ROW_PX = 26;
const INDENT_PX = 12;
/** Numbers that change faster can’t be read. */
const REFRESH_MS = 250;
/** Branches down to here are open at first. */
const OPEN_DEPTH = 2;

export interface SubjectTreePanelProps {
  inspector: Inspector;
  /** The branch that the filter shows, or ''. */
  selected: string;
  onSelect: (path: string) => void;
}

/** How many messages came under which subject, how fast, and when the last one did. */
export function SubjectTreePanel({ inspector, selected, onSelect }: SubjectTreePanelProps) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState('');
  useRefresh(inspector);
  const isOpen = (path: string) => {
    const byDepth = path.split('.').length <= OPEN_DEPTH;
    return toggled.has(path) ? !byDepth : byDepth;
  };
  const { rows, total } = inspector.tree.rows(isOpen);
  const scroller = useRef<HTMLDivElement>(null);
  const isFocusPending = useRef(false);
  const { first, end } = useRowWindow(scroller, rows.length, ROW_PX);
  const found = rows.findIndex(({ path }) => path === focused);
  const tabStop = Math.max(0, found);

  useEffect(() => {
    if (!isFocusPending.current) return;
    isFocusPending.current = false;
    scroller.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  });
  const toggle = (path: string) => {
    const next = new Set(toggled);
    if (!next.delete(path)) next.add(path);
    setToggled(next);
  };
  const moveTo = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setFocused(row.path);
    isFocusPending.current = true;
    const element = scroller.current;
    if (!element) return;
    const top = index * ROW_PX;
    if (top < element.scrollTop) element.scrollTop = top;
    const bottom = top + ROW_PX - element.clientHeight;
    if (bottom > element.scrollTop) element.scrollTop = bottom;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[tabStop];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const { path, hasChildren, depth } = row;
    const isExpanded = hasChildren && isOpen(path);
    switch (event.key) {
      case 'ArrowDown':
        moveTo(tabStop + 1);
        break;
      case 'ArrowUp':
        moveTo(tabStop - 1);
        break;
      case 'Home':
        moveTo(0);
        break;
      case 'End':
        moveTo(rows.length - 1);
        break;
      case 'ArrowRight':
        if (hasChildren && !isExpanded) toggle(path);
        else if (isExpanded) moveTo(tabStop + 1);
        break;
      case 'ArrowLeft':
        if (isExpanded) toggle(path);
        else moveTo(rows.findLastIndex((other, at) => at < tabStop && other.depth < depth));
        break;
      case 'Enter':
      case ' ':
        onSelect(path === selected ? '' : path);
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  return (
    <div ref={scroller} className={styles.scroller}>
      {rows.length === 0 && <p className={styles.empty}>Subjects show up here as messages come.</p>}
      <div
        role="tree"
        aria-label="Subject tree"
        className={styles.tree}
        style={{ height: rows.length * ROW_PX }}
        onKeyDown={onKeyDown}
      >
        {rows.slice(first, end).map((row, at) => {
          const { path, token, depth, hasChildren, messages, rate, lastAt, other } = row;
          const isExpanded = hasChildren && isOpen(path);
          const index = first + at;
          return (
            <div
              key={path}
              role="treeitem"
              aria-level={depth + 1}
              aria-expanded={hasChildren ? isExpanded : undefined}
              aria-selected={path === selected}
              tabIndex={index === tabStop ? 0 : -1}
              className={cx(styles.row, path === selected && styles.selected)}
              style={{
                transform: `translateY(${index * ROW_PX}px)`,
                paddingInlineStart: 4 + depth * INDENT_PX,
              }}
              title={describe(path, messages, other)}
              onClick={({ target }) => {
                setFocused(path);
                const onChevron = target instanceof Element && target.closest('svg') !== null;
                if (onChevron && hasChildren) toggle(path);
                else onSelect(path === selected ? '' : path);
              }}
            >
              <ChevronRight
                size={14}
                aria-hidden="true"
                className={cx(
                  styles.chevron,
                  isExpanded && styles.open,
                  !hasChildren && styles.hidden,
                )}
              />
              <span className={styles.token}>{showControls(token)}</span>
              <span className={styles.numbers}>
                {rate >= 0.05 ? (
                  <span className={styles.rate}>{formatRate(rate)}</span>
                ) : (
                  <RelativeTime time={lastAt} />
                )}
                <span className={styles.count}>{formatCount(messages)}</span>
              </span>
            </div>
          );
        })}
      </div>
      {total.other > 0 && (
        <p className={styles.other}>
          {formatCount(total.other)} more on further subjects, which are not counted one by one
        </p>
      )}
    </div>
  );
}

function describe(path: string, messages: number, other: number): string {
  const subject = showControls(path);
  const text = `${subject}: ${formatCount(messages)}`;
  return other === 0 ? text : `${text}, of these ${formatCount(other)} on further subjects`;
}

function formatRate(rate: number): string {
  return `${rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate))}/s`;
}

/** Renders again when something has come, a few times a second at most. */
function useRefresh(inspector: Inspector): void {
  const [, setVersion] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setVersion(inspector.getSnapshot().version), REFRESH_MS);
    return () => clearInterval(timer);
  }, [inspector]);
}

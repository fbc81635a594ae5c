import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { cx } from '../../../components/cx.ts';
import { formatCount } from '../../../components/time/format.ts';
import { showControls } from '../../../lib/terminal/controlChars.ts';
import styles from './MessageDetail.module.css';

/** Entries of one list or object that are shown at once. */
const PAGE = 100;
const MAX_CHARS = 1_000;
const OPEN_DEPTH = 2;

export interface JsonTreeProps {
  value: unknown;
  /** The path of a field that is marked, such as `data.percent`. */
  marked: string | null;
}

/** A JSON value; what is closed is not drawn. */
export function JsonTree({ value, marked }: JsonTreeProps) {
  return (
    <ul className={styles.json} aria-label="Body as a tree">
      <JsonNode name={null} value={value} path="" depth={0} marked={marked} />
    </ul>
  );
}

interface JsonNodeProps {
  name: string | null;
  value: unknown;
  path: string;
  depth: number;
  marked: string | null;
}

function JsonNode({ name, value, path, depth, marked }: JsonNodeProps) {
  const isMarked = marked !== null && path === marked;
  const leadsToMark = marked?.startsWith(path === '' ? '' : `${path}.`) === true;
  const [isOpen, setIsOpen] = useState(depth < OPEN_DEPTH || leadsToMark);
  const [limit, setLimit] = useState(PAGE);
  const key = name !== null && <span className={styles.key}>{showControls(name)}</span>;
  const mark = isMarked && <span className={styles.mark}>at fault</span>;
  if (typeof value !== 'object' || value === null) {
    return (
      <li className={cx(styles.leaf, isMarked && styles.marked)}>
        {key}
        <Scalar value={value} />
        {mark}
      </li>
    );
  }
  const isList = Array.isArray(value);
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  const rest = entries.length - limit;
  return (
    <li className={cx(isMarked && styles.marked)}>
      <button
        type="button"
        className={styles.fold}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        <ChevronRight size={12} aria-hidden="true" className={cx(isOpen && styles.open)} />
        {key}
        <span className={styles.hint}>
          {isList ? `[${formatCount(entries.length)}]` : `{${formatCount(entries.length)}}`}
        </span>
        {mark}
      </button>
      {isOpen && (
        <ul>
          {entries.slice(0, limit).map(([childName, child]) => (
            <JsonNode
              key={childName}
              name={childName}
              value={child}
              path={path === '' ? childName : `${path}.${childName}`}
              depth={depth + 1}
              marked={marked}
            />
          ))}
          {rest > 0 && (
            <li>
              <button
                type="button"
                className={styles.more}
                onClick={() => setLimit(limit + 10 * PAGE)}
              >
                {formatCount(rest)} more
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

function Scalar({ value }: { value: unknown }) {
  const [isWhole, setIsWhole] = useState(false);
  const text = JSON.stringify(value) ?? String(value);
  const isCut = text.length > MAX_CHARS && !isWhole;
  return (
    <span className={cx(styles.value, styles[value === null ? 'null' : typeof value])}>
      {showControls(isCut ? `${text.slice(0, MAX_CHARS)}…` : text)}
      {isCut && (
        <button type="button" className={styles.more} onClick={() => setIsWhole(true)}>
          all {formatCount(text.length)} characters
        </button>
      )}
    </span>
  );
}

import { ChevronDown, ChevronUp, ListFilter, Regex, Search, TextSearch } from 'lucide-react';
import { type KeyboardEvent, type Ref, useEffect, useRef, useState } from 'react';
import { formatCount } from '../../../components/time/format.ts';
import { IconButton } from '../../../components/controls/IconButton.tsx';
import styles from './LogSearch.module.css';
import type { SearchResult } from '../../../lib/log/controller/types.ts';

export interface LogSearchProps {
  query: string;
  isRegex: boolean;
  isFilter: boolean;
  problem: string | null;
  result: SearchResult | null;
  /** Where the hit's surroundings are hidden. */
  onContext: (() => void) | null;
  onQuery: (query: string) => void;
  onRegex: (isRegex: boolean) => void;
  onFilter: (isFilter: boolean) => void;
  /** @param query may be searched for only now */
  onStep: (step: 1 | -1, query: string) => void;
  onLeave: () => void;
  ref?: Ref<HTMLInputElement>;
}

export function LogSearch(props: LogSearchProps) {
  const { query, isRegex, isFilter, problem, result } = props;
  const { typed, type, settle } = useTyped(query, props.onQuery);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      settle(typed);
      props.onStep(event.shiftKey ? -1 : 1, typed);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (typed !== '') settle('');
      props.onLeave();
    }
  };
  const failure = problem ?? (result?.progress.phase === 'failed' ? result.progress.problem : null);
  return (
    <div className={styles.search}>
      <div className={styles.field} data-invalid={failure !== null || undefined}>
        <Search size={14} aria-hidden="true" className={styles.icon} />
        <input
          ref={props.ref}
          type="search"
          className={styles.input}
          aria-label="Search the log"
          aria-invalid={failure !== null}
          placeholder="Search"
          title="Search the whole log, also what is not loaded ( / )"
          value={typed}
          maxLength={1000}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <span className={styles.count} role="status" aria-label="Matches">
          {failure === null && result !== null && query !== '' && describe(result)}
        </span>
        <IconButton
          label="Regular expression"
          pressed={isRegex}
          onClick={() => props.onRegex(!isRegex)}
          icon={Regex}
        />
      </div>
      {query !== '' && (
        <>
          <IconButton
            label="Only matching lines"
            pressed={isFilter}
            onClick={() => props.onFilter(!isFilter)}
            icon={ListFilter}
          />
          <IconButton
            label="Previous match"
            title="Previous match (N)"
            disabled={!result?.total}
            onClick={() => props.onStep(-1, query)}
            icon={ChevronUp}
          />
          <IconButton
            label="Next match"
            title="Next match (n)"
            disabled={!result?.total}
            onClick={() => props.onStep(1, query)}
            icon={ChevronDown}
          />
        </>
      )}
      {props.onContext !== null && (
        <IconButton label="See in context" onClick={props.onContext} icon={TextSearch} />
      )}
      {failure !== null && (
        <p className={styles.failure} role="alert">
          {failure}
        </p>
      )}
    </div>
  );
}

function describe({ progress, total, current }: SearchResult): string {
  const more = progress.phase === 'scanning' ? '…' : '';
  if (total === 0) return progress.phase === 'scanning' ? 'searching…' : 'none';
  return current === null
    ? `${formatCount(total)}${more}`
    : `${formatCount(current)} of ${formatCount(total)}${more}`;
}

/** A query is applied when typing stops for so long, or by Enter. */
const SETTLE_MS = 200;

function useTyped(query: string, onQuery: (query: string) => void) {
  const [typed, setTyped] = useState(query);
  const [known, setKnown] = useState({ query, sent: query });
  if (known.query !== query) {
    setKnown({ ...known, query });
    // It was changed elsewhere, e.g. by the address.
    if (known.sent !== query) setTyped(query);
  }
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const settle = (text: string) => {
    clearTimeout(timer.current);
    setTyped(text);
    setKnown({ ...known, sent: text });
    if (text !== query) onQuery(text);
  };
  const type = (text: string) => {
    clearTimeout(timer.current);
    setTyped(text);
    timer.current = setTimeout(() => settle(text), SETTLE_MS);
  };
  return { typed, type, settle };
}

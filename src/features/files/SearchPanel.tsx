import { CaseSensitive, Regex, X } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { SearchMatch } from '../../catalogs/slate/index.ts';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { TextField } from '../../components/controls/TextField.tsx';
import { plural } from '../../components/time/format.ts';
import { showControls } from '../../lib/terminal/controlChars.ts';
import styles from './SearchPanel.module.css';
import { type FileSearch, MAX_SHOWN, type SearchAsked, useFileSearch } from './useFileSearch.ts';

export interface SearchPanelProps {
  projectId: string;
  /** A link to a line. */
  renderLink: (match: SearchMatch, text: ReactNode) => ReactNode;
}

/** Searches what is in the files; Enter starts. */
export function SearchPanel({ projectId, renderLink }: SearchPanelProps) {
  const [query, setQuery] = useState('');
  const [options, setOptions] = useState({ regex: false, matchCase: false });
  const [asked, setAsked] = useState<SearchAsked | null>(null);
  const { search, stop } = useFileSearch(projectId, asked);
  const ask = (next: typeof options) => setAsked(query === '' ? null : { query, ...next });
  const toggle = (name: keyof typeof options) => {
    const next = { ...options, [name]: !options[name] };
    setOptions(next);
    if (asked !== null) ask(next);
  };
  return (
    <div className={styles.panel}>
      <form
        role="search"
        className={styles.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          ask(options);
        }}
      >
        <TextField
          label="Search in files"
          hideLabel
          placeholder="Search in files"
          className={styles.field}
          autoComplete="off"
          spellCheck={false}
          value={query}
          ref={focusNow}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={({ key }) => key === 'Escape' && stop()}
          error={search.error ?? undefined}
        />
        <IconButton
          label="Match case"
          pressed={options.matchCase}
          onClick={() => toggle('matchCase')}
          icon={CaseSensitive}
        />
        <IconButton
          label="Regular expression"
          pressed={options.regex}
          onClick={() => toggle('regex')}
          icon={Regex}
        />
      </form>
      <div className={styles.progress}>
        <p role="status" aria-label="Files searched" className={styles.status}>
          {describe(search)}
        </p>
        {search.status === 'searching' && (
          <IconButton label="Stop searching" onClick={stop} icon={X} />
        )}
      </div>
      <ul aria-label="Found in files" className={styles.list}>
        {search.matches.map((match) => (
          <li key={`${match.fileId} ${match.line} ${match.column}`}>
            {renderLink(match, <MatchText match={match} />)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The panel was opened to be typed in. */
function focusNow(field: HTMLInputElement | null): void {
  field?.focus();
}

function MatchText({ match }: { match: SearchMatch }) {
  const { path, line, text, start = 0, length = 0 } = match;
  return (
    <>
      <span className={styles.place}>
        {showControls(path)}:{line}
      </span>
      <code className={styles.line}>
        {showControls(text.slice(0, start).trimStart())}
        <mark>{showControls(text.slice(start, start + length))}</mark>
        {showControls(text.slice(start + length))}
      </code>
    </>
  );
}

function describe({ status, matches, searched }: FileSearch): string {
  const found = plural(matches.length, 'match', 'matches');
  const files = plural(searched, 'file');
  switch (status) {
    case 'idle':
      return '';
    case 'searching':
      return matches.length === 0 ? 'Searching…' : `Searching… ${found} in ${files} so far`;
    case 'failed':
      return matches.length === 0 ? '' : `${found} in ${files} before it failed`;
    case 'stopped':
      return `Stopped: ${found} in ${files}`;
    case 'done':
      if (matches.length === 0) return `No matches in ${files}`;
      return matches.length < MAX_SHOWN
        ? `${found}, ${files} searched`
        : `The first ${found}: narrow the search to see others`;
  }
}

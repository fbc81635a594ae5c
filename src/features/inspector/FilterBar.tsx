import { useState } from 'react';
import { SelectField } from '../../components/controls/SelectField.tsx';
import { TextField } from '../../components/controls/TextField.tsx';
import {
  formatFilter,
  type MessageFilter,
  noFilter,
  type ParsedFilter,
  parseFilter,
  verdictKinds,
} from '../../lib/inspect/filter.ts';
import styles from './Inspector.module.css';
import { verdictWord } from './words.ts';

const ANY = 'any';

export interface FilterBarProps {
  text: string;
  parsed: ParsedFilter;
  /** Names of events under the pattern. */
  types: readonly string[];
  onText: (text: string) => void;
}

/** What of the messages is shown: as text, whose parts can be chosen too. */
export function FilterBar({ text, parsed, types, onText }: FilterBarProps) {
  const [lastGood, setLastGood] = useState<MessageFilter>(noFilter);
  const filter = parsed.ok ? parsed.filter : lastGood;
  const change = (part: Partial<MessageFilter>) => {
    const next = { ...filter, ...part };
    setLastGood(next);
    onText(formatFilter(next));
  };
  const [verdict = ANY, ...moreVerdicts] = filter.verdicts;
  const [type = ANY, ...moreTypes] = filter.types;
  return (
    <div className={styles.filterBar} role="search" aria-label="Filter the messages">
      <TextField
        label="Filter"
        hideLabel
        className={styles.filterField}
        value={text}
        placeholder="Text, subject:…, type:…, verdict:invalid"
        spellCheck={false}
        autoComplete="off"
        error={parsed.ok ? undefined : parsed.problem}
        onChange={({ target }) => {
          const next = parseFilter(target.value);
          if (next.ok) setLastGood(next.filter);
          onText(target.value);
        }}
      />
      <SelectField
        label="Verdict"
        className={styles.choice}
        options={[
          { value: ANY, text: 'Any verdict' },
          ...verdictKinds.map((kind) => ({ value: kind, text: verdictWord(kind) })),
          ...(moreVerdicts.length > 0 ? [{ value: 'several', text: 'Several' }] : []),
        ]}
        value={moreVerdicts.length > 0 ? 'several' : verdict}
        onChange={(value) => {
          const kind = verdictKinds.find((one) => one === value);
          if (kind || value === ANY) change({ verdicts: kind ? [kind] : [] });
        }}
      />
      <SelectField
        label="Type"
        className={styles.choice}
        options={[
          { value: ANY, text: 'Any type' },
          ...[...new Set([...types, ...filter.types])].map((name) => ({ value: name, text: name })),
          ...(moreTypes.length > 0 ? [{ value: 'several', text: 'Several' }] : []),
        ]}
        value={moreTypes.length > 0 ? 'several' : type}
        onChange={(value) => {
          if (value !== 'several') change({ types: value === ANY ? [] : [value] });
        }}
      />
    </div>
  );
}

/** The filter with a branch of the subject tree, or without one. */
export function withSubject(text: string, path: string): string {
  const parsed = parseFilter(text);
  const filter = parsed.ok ? parsed.filter : noFilter;
  const subjects = path === '' ? [] : [path, `${path}.>`];
  return formatFilter({ ...filter, subjects });
}

/** The branch of the subject tree that a filter shows, or ''. */
export function branchOf(parsed: ParsedFilter): string {
  const [path = '', below, ...others] = parsed.ok ? parsed.filter.subjects : [];
  return below === `${path}.>` && others.length === 0 ? path : '';
}

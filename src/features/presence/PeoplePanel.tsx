import { memo, useMemo, useState } from 'react';
import { Avatar } from '../../components/people/Avatar.tsx';
import { cx } from '../../components/cx.ts';
import { formatCount } from '../../components/time/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { TextField } from '../../components/controls/TextField.tsx';
import styles from './PeoplePanel.module.css';
import { findPeople, type PeopleShown, type Person, sortPeople } from '../../hooks/index.ts';

/** More than fit into the panel at once: then it scrolls, and people can be looked for. */
const CROWD = 7;

export interface PeoplePanelProps {
  people: PeopleShown;
  selfId: string;
}

/** Who is here and what they look at; yourself first. */
export function PeoplePanel({ people, selfId }: PeoplePanelProps) {
  const sorted = useMemo(() => sortPeople(people, selfId), [people, selfId]);
  const [query, setQuery] = useState('');
  const found = useMemo(() => findPeople(sorted, query), [sorted, query]);
  const isCrowd = sorted.length > CROWD;
  return (
    <Panel
      title="People here"
      flush
      actions={
        sorted.length > 0 && <span className={styles.count}>{formatCount(sorted.length)}</span>
      }
    >
      {(isCrowd || query !== '') && (
        <TextField
          label="Find a person"
          hideLabel
          type="search"
          placeholder="Find a person"
          className={styles.find}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      )}
      {/* Safari drops the list role of unstyled lists. What scrolls must be there for the keyboard. */}
      <ul
        role="list"
        aria-label="People here"
        className={cx(styles.list, found.length === 0 && styles.none)}
        tabIndex={found.length > CROWD ? 0 : undefined}
      >
        {found.map((person) => (
          <PersonRow key={person.userId} person={person} isSelf={person.userId === selfId} />
        ))}
      </ul>
      {found.length === 0 && (
        <p className={styles.nobody} role="status">
          {query === ''
            ? 'No one here yet. You appear here when this page is live.'
            : `Nobody here is called “${query}”.`}
        </p>
      )}
    </Panel>
  );
}

// One of a thousand people who looks elsewhere is one row that changes.
const PersonRow = memo(function PersonRow({ person, isSelf }: { person: Person; isSelf: boolean }) {
  const view = person.state === 'away' ? 'Away' : (person.view ?? 'Here');
  return (
    <li aria-label={person.name} className={styles.person}>
      <Avatar id={person.userId} name={person.name} presence={person.state} />
      <span className={styles.who}>
        <span className={styles.name} title={person.name}>
          {person.name}
          {isSelf && <span className={styles.you}> (you)</span>}
        </span>
        <span className={styles.view} title={view}>
          {view}
        </span>
      </span>
    </li>
  );
});

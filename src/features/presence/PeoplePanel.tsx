import { memo, useMemo } from 'react';
import { Avatar } from '../../components/Avatar.tsx';
import { Panel } from '../../components/Panel.tsx';
import styles from './PeoplePanel.module.css';
import { type PeopleShown, type Person, sortPeople } from './shown.ts';

export interface PeoplePanelProps {
  people: PeopleShown;
  /** Whose page this is. */
  selfId: string;
}

/** Who is here and what they look at; yourself first. */
export function PeoplePanel({ people, selfId }: PeoplePanelProps) {
  const sorted = useMemo(() => sortPeople(people, selfId), [people, selfId]);
  return (
    <Panel title="People here" actions={<span className={styles.count}>{sorted.length}</span>}>
      {/* Safari drops the list role of unstyled lists. */}
      <ul role="list" aria-label="People here" className={styles.list}>
        {sorted.map((person) => (
          <PersonRow key={person.userId} person={person} isSelf={person.userId === selfId} />
        ))}
      </ul>
      {sorted.length === 0 && <p className={styles.nobody}>Nobody yet. You appear when live.</p>}
    </Panel>
  );
}

// One of a thousand people who looks elsewhere is one row that changes.
const PersonRow = memo(function PersonRow({ person, isSelf }: { person: Person; isSelf: boolean }) {
  return (
    <li aria-label={person.name} className={styles.person}>
      <Avatar id={person.userId} name={person.name} presence={person.state} />
      <span className={styles.who}>
        <span className={styles.name}>
          {person.name}
          {isSelf && <span className={styles.you}> (you)</span>}
        </span>
        <span className={styles.view}>
          {person.state === 'away' ? 'Away' : (person.view ?? 'Here')}
        </span>
      </span>
    </li>
  );
});

import { Avatar } from '../../components/Avatar.tsx';
import { Panel } from '../../components/Panel.tsx';
import { type People, type Presence, stateOf, viewOf } from './model.ts';
import styles from './PeoplePanel.module.css';

export interface PeoplePanelProps {
  people: People;
  /** Whose page this is. */
  selfId: string;
}

/** Who is here and what they look at; yourself first. */
export function PeoplePanel({ people, selfId }: PeoplePanelProps) {
  const sorted = sortPeople(people, selfId);
  return (
    <Panel title="People here" actions={<span className={styles.count}>{sorted.length}</span>}>
      {/* Safari drops the list role of unstyled lists. */}
      <ul role="list" aria-label="People here" className={styles.list}>
        {sorted.map((person) => (
          <li key={person.userId} aria-label={person.name} className={styles.person}>
            <Avatar id={person.userId} name={person.name} presence={stateOf(person)} />
            <span className={styles.who}>
              <span className={styles.name}>
                {person.name}
                {person.userId === selfId && <span className={styles.you}> (you)</span>}
              </span>
              <span className={styles.view}>
                {stateOf(person) === 'away' ? 'Away' : (viewOf(person) ?? 'Here')}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {sorted.length === 0 && <p className={styles.nobody}>Nobody yet. You appear when live.</p>}
    </Panel>
  );
}

/** Yourself first, then by name. */
export function sortPeople(people: People, selfId: string): readonly Presence[] {
  const rank = (person: Presence) => (person.userId === selfId ? 0 : 1);
  return Object.values(people).sort(
    (a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name) || (a.userId < b.userId ? -1 : 1),
  );
}

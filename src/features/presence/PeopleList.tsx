import { memo, useMemo, useState } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import { Avatar } from '../../components/people/Avatar.tsx';
import { cx } from '../../components/cx.ts';
import { TextField } from '../../components/controls/TextField.tsx';
import { describePlace } from './describePlace.ts';
import { leadsTo } from './followCourse.ts';
import type { PeopleActions, PlaceLink } from './peopleActions.ts';
import styles from './PeopleList.module.css';
import { findPeople, type PeopleShown, type Person, sortPeople } from '../../hooks/index.ts';

/** More than fit into the list at once: then it scrolls, and people can be looked for. */
const CROWD = 7;

export interface PeopleListProps {
  /** The list's accessible name. */
  label: string;
  people: PeopleShown;
  selfId: string;
  actions: PeopleActions;
  PlaceLink: PlaceLink;
}

/** People with where they are, a link to there, and a button that follows them. */
export function PeopleList({ label, people, selfId, actions, PlaceLink }: PeopleListProps) {
  const sorted = useMemo(() => sortPeople(people, selfId), [people, selfId]);
  const [query, setQuery] = useState('');
  const found = useMemo(() => findPeople(sorted, query), [sorted, query]);
  const isCrowd = sorted.length > CROWD;
  return (
    <>
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
        aria-label={label}
        className={cx(styles.list, found.length === 0 && styles.none)}
        tabIndex={found.length > CROWD ? 0 : undefined}
      >
        {found.map((person) => (
          <PersonRow
            key={person.userId}
            {...{ person, actions, PlaceLink }}
            isSelf={person.userId === selfId}
            followsYou={leadsTo(people, person, selfId)}
          />
        ))}
      </ul>
      {found.length === 0 && (
        <p className={styles.nobody} role="status">
          {query === ''
            ? 'No one here yet. You appear here when this page is live.'
            : `Nobody here is called “${query}”.`}
        </p>
      )}
    </>
  );
}

interface PersonRowProps {
  person: Person;
  isSelf: boolean;
  /** Directly or through others. */
  followsYou: boolean;
  actions: PeopleActions;
  PlaceLink: PlaceLink;
}

// One of a thousand people who looks elsewhere is one row that changes.
const PersonRow = memo(function PersonRow(props: PersonRowProps) {
  const { person, isSelf, followsYou, actions, PlaceLink } = props;
  const { userId, name, state, location } = person;
  const { projectId, followedId, onFollow, onStop } = actions;
  const place = state === 'away' ? `Away · ${describePlace(person)}` : describePlace(person);
  const isFollowed = followedId === userId;
  return (
    <li aria-label={name} className={styles.person}>
      <Avatar id={userId} name={name} presence={state} />
      <span className={styles.who}>
        <span className={styles.name} title={name}>
          {name}
          {isSelf && <span className={styles.you}> (you)</span>}
        </span>
        <span className={styles.view} title={place}>
          {isSelf || projectId === null ? (
            place
          ) : (
            <PlaceLink {...{ projectId, location }} className={styles.place}>
              {place}
            </PlaceLink>
          )}
        </span>
      </span>
      {!isSelf && projectId !== null && (
        <Button
          size="sm"
          variant="ghost"
          className={styles.follow}
          aria-label={isFollowed ? 'Stop following' : `Follow ${name}`}
          unavailable={followsYou && !isFollowed ? `${name} follows you` : null}
          onClick={() => {
            if (isFollowed) onStop();
            else if (!followsYou) onFollow(person);
          }}
        >
          {isFollowed ? 'Stop' : 'Follow'}
        </Button>
      )}
    </li>
  );
});

import { Eye } from 'lucide-react';
import { lazy, useMemo } from 'react';
import { AvatarStack } from '../../components/people/AvatarStack.tsx';
import { type PeopleShown, type Person, sortPeople } from '../../hooks/index.ts';
import { describePlace } from './describePlace.ts';
import { describeFollowers, leadsTo } from './followCourse.ts';
import type { PeopleActions, PlaceLink } from './peopleActions.ts';
import styles from './PeopleStack.module.css';

const PeopleList = lazy(async () => ({ default: (await import('./PeopleList.tsx')).PeopleList }));

export interface PeopleStackProps {
  people: PeopleShown;
  selfId: string;
  actions: PeopleActions;
  PlaceLink: PlaceLink;
  /** Leaves out the faces where the page lists people. */
  faces?: boolean;
}

/** Who is here, side by side, and who follows you. For a top bar. */
export function PeopleStack(props: PeopleStackProps) {
  const { people, selfId, actions, faces = true } = props;
  const sorted = useMemo(() => sortPeople(people, selfId), [people, selfId]);
  const followers = describeFollowers(people, selfId);
  return (
    <>
      <span role="status" className={styles.followers} title={followers ?? undefined}>
        {followers !== null && (
          <>
            <Eye size={14} aria-hidden="true" />
            <span className={styles.words}>{followers}</span>
          </>
        )}
      </span>
      {faces && sorted.length > 0 && (
        <AvatarStack
          label="People here"
          people={sorted.map((person) => ({
            id: person.userId,
            name: person.name,
            presence: person.state,
            view: describePlace(person),
            ...(person.userId === selfId
              ? {}
              : { press: pressOf(person, actions, leadsTo(people, person, selfId)) }),
          }))}
          everyone={sorted.length > 1 ? <PeopleList label="Everyone here" {...props} /> : undefined}
        />
      )}
    </>
  );
}

function pressOf(person: Person, actions: PeopleActions, followsYou: boolean) {
  const { followedId, onFollow, onStop } = actions;
  const isOn = followedId === person.userId;
  return {
    label: isOn ? 'Stop following' : `Follow ${person.name}`,
    isOn,
    unavailable: followsYou && !isOn ? `${person.name} follows you` : null,
    run: () => (isOn ? onStop() : onFollow(person)),
  };
}

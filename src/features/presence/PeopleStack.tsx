import { AvatarStack } from '../../components/people/AvatarStack.tsx';
import { type PeopleShown, sortPeople } from '../../hooks/index.ts';

/** Who is here, side by side; nothing while nobody is. For a top bar. */
export function PeopleStack({ people, selfId }: { people: PeopleShown; selfId: string }) {
  const sorted = sortPeople(people, selfId);
  if (sorted.length === 0) return null;
  return (
    <AvatarStack
      label="People here"
      people={sorted.map((person) => ({
        id: person.userId,
        name: person.name,
        presence: person.state,
        view: person.view ?? 'Here',
      }))}
    />
  );
}

import { entryOf } from '../../lib/entryOf.ts';
import { type People, type Presence, stateOf, viewOf } from './model.ts';

/** What others see of a person. */
export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly state: 'active' | 'away';
  /** What they look at, in words; null if their page does not tell. */
  readonly view: string | null;
}

/** By userId. */
export type PeopleShown = Readonly<Record<string, Person>>;

/** By project. */
export type RoomsShown = Readonly<Record<string, PeopleShown>>;

/**
 * What is to be seen of the people in each project. Most of what people's pages say is only that
 * they are still there: whatever looks the same is the same object as before, so that a thousand
 * beats render nothing.
 */
export function showRooms(rooms: Readonly<Record<string, People>>, before: RoomsShown): RoomsShown {
  return keepIfSame(
    Object.entries(rooms).map(([room, people]) => [
      room,
      showPeople(people, entryOf(before, room) ?? {}),
    ]),
    before,
  );
}

function showPeople(people: People, before: PeopleShown): PeopleShown {
  return keepIfSame(
    Object.entries(people).map(([userId, person]) => [
      userId,
      showPerson(person, entryOf(before, userId)),
    ]),
    before,
  );
}

function showPerson(presence: Presence, before: Person | undefined): Person {
  const { userId, name } = presence;
  const person = { userId, name, state: stateOf(presence), view: viewOf(presence) };
  const looksTheSame =
    before?.name === name && before.state === person.state && before.view === person.view;
  return looksTheSame ? before : person;
}

function keepIfSame<T>(
  entries: readonly (readonly [string, T])[],
  before: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  const isSame =
    entries.length === Object.keys(before).length &&
    entries.every(([key, value]) => entryOf(before, key) === value);
  return isSame ? before : Object.fromEntries(entries);
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** Yourself first, then by name. */
export function sortPeople(people: PeopleShown, selfId: string): readonly Person[] {
  const rank = (person: Person) => (person.userId === selfId ? 0 : 1);
  return Object.values(people).sort(
    (a, b) =>
      rank(a) - rank(b) || collator.compare(a.name, b.name) || (a.userId < b.userId ? -1 : 1),
  );
}

/** Those whose names have a text in them, whatever its case and accents. */
export function findPeople(people: readonly Person[], query: string): readonly Person[] {
  const wanted = fold(query.trim());
  return wanted === '' ? people : people.filter(({ name }) => fold(name).includes(wanted));
}

const fold = (text: string) =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLocaleLowerCase();

import { shallow } from 'zustand/shallow';
import { type PresenceLocation, visibleName } from '../../catalogs/slate/index.ts';
import { entryOf } from '../../lib/entryOf.ts';
import type { People, Presence } from './model.ts';

/** What others see of a person. */
export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly state: 'active' | 'away';
  /** What they look at, in words; null if their page does not say. */
  readonly view: string | null;
  /** Where exactly; null if their page does not say. */
  readonly location: PresenceLocation | null;
  /** The userId of whom their page follows. */
  readonly following: string | null;
}

/** By userId. */
export type PeopleShown = Readonly<Record<string, Person>>;

/** By project. */
export type RoomsShown = Readonly<Record<string, PeopleShown>>;

/**
 * What is to be seen of the people in each project. Most presence events only say that somebody is
 * still there: what looks the same is the same object as before, so that a thousand beats render
 * nothing.
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

/** Of a thousand people few have changed since the last look. */
const lastShown = new WeakMap<Presence, Person | null>();

function showPeople(people: People, before: PeopleShown): PeopleShown {
  const entries: (readonly [string, Person])[] = [];
  for (const [userId, presence] of Object.entries(people)) {
    let shown = lastShown.get(presence);
    if (shown === undefined) {
      shown = showPerson(presence, entryOf(before, userId));
      lastShown.set(presence, shown);
    }
    if (shown !== null) entries.push([userId, shown]);
  }
  return keepIfSame(entries, before);
}

/** The tab that its person turned to last speaks for them, an active one before any other. */
export function showPerson({ userId, sessions }: Presence, before?: Person): Person | null {
  const here = Object.entries(sessions).filter(([, { state }]) => state !== 'left');
  const rank = (state: string) => (state === 'active' ? 0 : 1);
  here.sort(
    ([idA, a], [idB, b]) =>
      rank(a.state) - rank(b.state) || b.turnedToAt - a.turnedToAt || (idA < idB ? -1 : 1),
  );
  const [first] = here;
  if (!first) return null;
  const [, { state, view, location }] = first;
  const sent = here.find(([, { name }]) => name !== null)?.[1].name ?? null;
  const person: Person = {
    userId,
    name: sent === null ? userId : nameOf(userId, sent),
    state: state === 'active' ? 'active' : 'away',
    view,
    location,
    following: here.find(([, session]) => session.following !== null)?.[1].following ?? null,
  };
  if (before && shallow(before.location, location)) {
    const same = { ...person, location: before.location };
    if (shallow(before, same)) return before;
  }
  return person;
}

const SHORT_ID_CHARS = 12;

/** What others read of a name that a page has sent; people without a readable one stay distinct. */
function nameOf(userId: string, sent: string): string {
  const short = userId.length > SHORT_ID_CHARS ? `${userId.slice(0, SHORT_ID_CHARS)}…` : userId;
  return visibleName(sent) ?? `Unnamed (${short})`;
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

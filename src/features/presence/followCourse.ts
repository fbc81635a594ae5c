import type { PresenceLocation } from '../../catalogs/slate/index.ts';
import type { PeopleShown, Person } from '../../hooks/index.ts';
import { entryOf } from '../../lib/entryOf.ts';

/** What following a person leads to now. */
export type FollowCourse =
  | { readonly kind: 'lead'; readonly person: Person; readonly location: PresenceLocation }
  /** Their page does not say where it is. */
  | { readonly kind: 'unknown'; readonly person: Person }
  | { readonly kind: 'gone' }
  /** They follow us, directly or through others: both would go round for ever. */
  | { readonly kind: 'circle'; readonly person: Person };

/** @param userId whom the page follows */
export function followCourse(people: PeopleShown, userId: string, selfId: string): FollowCourse {
  const person = entryOf(people, userId);
  if (!person) return { kind: 'gone' };
  if (leadsTo(people, person, selfId)) return { kind: 'circle', person };
  const { location } = person;
  return location === null ? { kind: 'unknown', person } : { kind: 'lead', person, location };
}

/** Whether a person follows another one, directly or through others. */
export function leadsTo(people: PeopleShown, from: Person, userId: string): boolean {
  const seen = new Set<string>();
  let next: Person | undefined = from;
  while (next?.following != null && !seen.has(next.userId)) {
    if (next.following === userId) return true;
    seen.add(next.userId);
    next = entryOf(people, next.following);
  }
  return false;
}

/** Who follows a person, by name: "Grace follows you". Null while nobody does. */
export function describeFollowers(people: PeopleShown, selfId: string): string | null {
  const names = Object.values(people)
    .filter((person) => person.following === selfId && person.userId !== selfId)
    .map(({ name }) => name)
    .toSorted();
  const [first, second] = names;
  if (first === undefined) return null;
  if (second === undefined) return `${first} follows you`;
  if (names.length === 2) return `${first} and ${second} follow you`;
  return `${first} and ${names.length - 1} others follow you`;
}

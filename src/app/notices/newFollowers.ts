import type { PeopleShown } from '../../hooks/index.ts';

/** Whom each person follows, by userId. */
export type Followings = ReadonlyMap<string, string | null>;

/**
 * Who has begun to follow a person since the last look. Those who follow at first sight began before
 * this page was there to see it.
 * @param before of the last look
 */
export function newFollowers(
  people: PeopleShown,
  before: Followings,
  userId: string,
): { readonly began: readonly string[]; readonly followings: Followings } {
  const others = Object.values(people).filter((person) => person.userId !== userId);
  const began = others.filter(
    (person) =>
      person.following === userId &&
      before.has(person.userId) &&
      before.get(person.userId) !== userId,
  );
  return {
    began: began.map((person) => person.userId),
    // Those who are not seen for a moment are remembered.
    followings: new Map([
      ...before,
      ...others.map((person) => [person.userId, person.following] as const),
    ]),
  };
}

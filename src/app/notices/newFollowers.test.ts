import { expect, it } from 'vitest';
import type { PeopleShown, Person } from '../../hooks/index.ts';
import { type Followings, newFollowers } from './newFollowers.ts';

const person = (userId: string, following: string | null): Person => ({
  ...{ userId, name: userId, state: 'active', view: null, location: null, following },
});
const people = (...all: readonly Person[]): PeopleShown =>
  Object.fromEntries(all.map((one) => [one.userId, one]));

/** Who began to follow “me” at each look. */
function look(...looks: readonly PeopleShown[]) {
  let before: Followings = new Map();
  return looks.map((shown) => {
    const { began, followings } = newFollowers(shown, before, 'me');
    before = followings;
    return began;
  });
}

it('is who begins to follow, once, and again after they have stopped', () => {
  const idle = people(person('me', 'ada'), person('ada', null), person('bo', 'ada'));
  const followed = people(person('me', null), person('ada', 'me'), person('bo', 'ada'));
  expect(look(idle, followed, followed, idle, followed)).toEqual([[], ['ada'], [], [], ['ada']]);
});

it('is not who followed before this page could see it, nor who was out of sight for a moment', () => {
  const followed = people(person('ada', 'me'));
  expect(look(followed, followed)).toEqual([[], []]);
  expect(look(people(person('ada', null)), followed, {}, followed)).toEqual([[], ['ada'], [], []]);
});

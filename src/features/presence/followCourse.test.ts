import { expect, it } from 'vitest';
import type { PeopleShown, Person } from '../../hooks/index.ts';
import { describeFollowers, followCourse } from './followCourse.ts';

const person = (userId: string, following: string | null = null): Person => ({
  ...{ userId, name: userId, state: 'active', view: null, following },
  location: { page: 'project' },
});
const people = (...them: Person[]): PeopleShown =>
  Object.fromEntries(them.map((each) => [each.userId, each]));

it('leads to where the followed person is', () => {
  const here = people(person('ada'), person('me', 'ada'));
  expect(followCourse(here, 'ada', 'me')).toMatchObject({
    kind: 'lead',
    location: { page: 'project' },
  });
});

it('says when they are gone, and when their page does not say where it is', () => {
  expect(followCourse({}, 'ada', 'me').kind).toBe('gone');
  expect(followCourse({}, 'constructor', 'me').kind).toBe('gone');
  const here = people({ ...person('ada'), location: null });
  expect(followCourse(here, 'ada', 'me').kind).toBe('unknown');
});

it.each([
  [[person('ada', 'me')]],
  [[person('ada', 'bob'), person('bob', 'eve'), person('eve', 'me')]],
])('leads nowhere in a circle: %j', (them) => {
  expect(followCourse(people(...them), 'ada', 'me').kind).toBe('circle');
});

it.each([
  [[person('ada', 'ada')]],
  [[person('ada', 'bob'), person('bob', 'ada')]],
  [[person('ada', 'nobody')]],
])('goes on beside a circle of others: %j', (them) => {
  expect(followCourse(people(...them), 'ada', 'me').kind).toBe('lead');
});

it.each([
  [[], null],
  [['ada'], 'ada follows you'],
  [['ada', 'bob'], 'ada and bob follow you'],
  [['ada', 'bob', 'eve'], 'ada and 2 others follow you'],
])('names the followers %j: %s', (names, words) => {
  const here = people(person('me', 'me'), ...names.map((name) => person(name, 'me')));
  expect(describeFollowers(here, 'me')).toBe(words);
});

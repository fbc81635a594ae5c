import { expect, it } from 'vitest';
import type { People, Presence } from './model.ts';
import { findPeople, showRooms, sortPeople } from './shown.ts';

const person = (userId: string, goneAt: number, view = 'Project'): Presence => ({
  userId,
  sessions: {
    only: {
      ...{ goneAt, turnedToAt: 0, state: 'active', view, name: userId },
      ...{ beat: -1, location: { page: 'log', sequence: 7 }, following: null },
    },
  },
});
const room = (...people: Presence[]): People =>
  Object.fromEntries(people.map((one) => [one.userId, one]));

it('is the same object while beats only say that everybody is still there', () => {
  const first = showRooms({ p1: room(person('ada', 1), person('bob', 1)) }, {});
  expect(showRooms({ p1: room(person('ada', 2), person('bob', 3)) }, first)).toBe(first);
});

it('keeps whoever looks the same when somebody else changes, comes or goes', () => {
  const first = showRooms({ p1: room(person('ada', 1), person('bob', 1)), p2: {} }, {});
  const moved = showRooms({ p1: room(person('ada', 1), person('bob', 2, 'Log')), p2: {} }, first);
  expect(moved.p1?.bob?.view).toBe('Log');
  expect(moved.p1?.ada).toBe(first.p1?.ada);
  expect(moved.p2).toBe(first.p2);
  const left = showRooms({ p1: room(person('bob', 2, 'Log')), p2: {} }, moved);
  expect(left.p1).toEqual({ bob: moved.p1?.bob });
  // As many, but not the same.
  const swapped = showRooms({ p1: room(person('eve', 1)), p2: {} }, left);
  expect(Object.keys(swapped.p1 ?? {})).toEqual(['eve']);
});

it('knows nobody called constructor beforehand', () => {
  const shown = showRooms({ constructor: room(person('constructor', 1)) }, {});
  expect(Object.keys(shown)).toEqual(['constructor']);
});

it('sorts by name, yourself first', () => {
  const { p1 = {} } = showRooms(
    { p1: room(person('Bob', 1), person('ada', 1), person('me', 1)) },
    {},
  );
  expect(sortPeople(p1, 'me').map(({ name }) => name)).toEqual(['me', 'ada', 'Bob']);
});

it('finds people by a part of their names, whatever its case and accents', () => {
  const { p1 = {} } = showRooms(
    { p1: room(person('Zoë 2', 1), person('Zoë 10', 1), person('Ada', 1)) },
    {},
  );
  const sorted = sortPeople(p1, 'Ada');
  const names = (query: string) => findPeople(sorted, query).map(({ name }) => name);
  expect(names(' zOE ')).toEqual(['Zoë 2', 'Zoë 10']);
  expect(names('')).toEqual(['Ada', 'Zoë 2', 'Zoë 10']);
  expect(names('Eve')).toEqual([]);
});

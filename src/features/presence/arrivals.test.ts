import { expect, it } from 'vitest';
import type { PeopleShown } from '../../hooks/index.ts';
import { arrivalsAmong, type Attendance } from './arrivals.ts';

const SECOND = 1_000;
const people = (...ids: string[]) =>
  Object.fromEntries(ids.map((userId) => [userId, { userId, name: userId }])) as PeopleShown;

/** Who arrives as a page sees one list of people after another, at these times. */
function arrivals(looks: readonly (readonly [seconds: number, ...here: string[]])[]) {
  let attendance: Attendance = { since: 0, lastSeen: new Map() };
  return looks.map(([seconds, ...here]) => {
    const result = arrivalsAmong(people(...here), attendance, seconds * SECOND);
    attendance = result.attendance;
    return result.arrived;
  });
}

it('reports who comes after the page has learned who is here', () => {
  expect(
    arrivals([
      [0, 'me'],
      [1, 'me', 'ada'],
      [8, 'me', 'ada', 'grace'],
    ]),
  ).toEqual([[], [], ['grace']]);
});

it('takes a reload for no arrival, and a return after minutes for one', () => {
  const looks = [[0, 'ada'], [10], [13, 'ada'], [20], [300, 'ada']] as const;
  expect(arrivals(looks)).toEqual([[], [], [], [], ['ada']]);
});

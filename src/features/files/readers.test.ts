import { expect, test } from 'vitest';
import type { PeopleShown, Person } from '../../hooks/index.ts';
import { readersOf } from './readers.ts';

const person = (userId: string, fileId?: string, rest: Partial<Person> = {}): Person => ({
  ...{ userId, name: userId, state: 'active', view: null, following: null },
  location: { page: 'files', ...(fileId === undefined ? {} : { fileId }) },
  ...rest,
});
const shown = (...people: Person[]): PeopleShown =>
  Object.fromEntries(people.map((one) => [one.userId, one]));

test('who else has a file open is listed at it, active people first', () => {
  const away = person('Alan', 'f1', { state: 'away' });
  const [ada, grace] = [person('Ada', 'f1'), person('Grace', 'f2')];
  const elsewhere = person('Edsger', 'f1', { location: { page: 'build', fileId: 'f1' } });
  const people = shown(away, ada, grace, elsewhere, person('Ken'), person('me', 'f1'));
  const readers = readersOf(people, 'me', new Map());
  expect([...readers]).toEqual([
    ['f1', [ada, away]],
    ['f2', [grace]],
  ]);
});

test('of a thousand people those at other files leave a row as it is', () => {
  const many = Array.from({ length: 1_000 }, (_, n) => person(`u${n}`, `f${n % 50}`));
  const before = readersOf(shown(...many), 'me', new Map());
  expect(readersOf(shown(...many), 'me', before)).toBe(before);
  const moved = many.with(3, person('u3', 'f4'));
  const after = readersOf(shown(...moved), 'me', before);
  const changed = [...after].filter(([fileId, readers]) => before.get(fileId) !== readers);
  expect(changed.map(([fileId]) => fileId).toSorted()).toEqual(['f3', 'f4']);
});

import { type PeopleShown, type Person, shallow } from '../../hooks/index.ts';

/** Who has a file open, by its id. */
export type Readers = ReadonlyMap<string, readonly Person[]>;

/**
 * Who else has which file open, active people first.
 * @param before what of it is the same stays the same object
 */
export function readersOf(people: PeopleShown, selfId: string, before: Readers): Readers {
  const after = new Map<string, Person[]>();
  for (const person of Object.values(people)) {
    const { userId, location } = person;
    if (userId === selfId || location?.page !== 'files' || location.fileId === undefined) continue;
    const readers = after.get(location.fileId);
    if (readers) readers.push(person);
    else after.set(location.fileId, [person]);
  }
  let isSame = after.size === before.size;
  for (const [fileId, readers] of after) {
    readers.sort((a, b) => (a.state < b.state ? -1 : a.state > b.state ? 1 : 0));
    const known = before.get(fileId);
    if (known && shallow(known, readers)) after.set(fileId, known as Person[]);
    else isSame = false;
  }
  return isSame ? before : after;
}

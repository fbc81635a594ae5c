import { useEffect, useRef } from 'react';
import { type PeopleShown, useConnection, useLatest } from '../../hooks/index.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { arrivalsAmong, type Attendance } from './arrivals.ts';

const nobody: Attendance['lastSeen'] = new Map();

/** Calls back when a person comes into a project that this page shows. @param people those in it */
export function useArrivals(
  people: PeopleShown,
  onArrival: (userId: string, name: string) => void,
): void {
  const latest = useLatest(onArrival);
  const liveSince = useConnection((connection) =>
    connection.status === 'live' ? connection.since : null,
  );
  const attendance = useRef<Attendance>({ since: 0, lastSeen: nobody });
  useEffect(() => {
    // Those who came while the page was cut off have not arrived now.
    attendance.current = { ...attendance.current, since: Date.now() };
  }, [liveSince]);
  useEffect(() => {
    const { arrived, attendance: after } = arrivalsAmong(people, attendance.current, Date.now());
    attendance.current = after;
    for (const userId of arrived) {
      const person = entryOf(people, userId);
      if (person) latest.current(userId, person.name);
    }
  }, [people, latest]);
}

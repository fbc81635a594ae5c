import type { PeopleShown } from '../../hooks/index.ts';

/** A reload, or a laptop that sleeps for a moment, is no arrival. */
const AWAY_MS = 2 * 60_000;
/** Who is here answers a roll call within this time. */
const SETTLE_MS = 5_000;

/** Who was in a project lately. */
export interface Attendance {
  /** When the page began to look, or was connected again; milliseconds since the epoch, as below. */
  readonly since: number;
  /** When each person was seen last, by userId. */
  readonly lastSeen: ReadonlyMap<string, number>;
}

/**
 * Who has come into a project; pure.
 * @returns userIds of those who arrived, and the attendance with them
 */
export function arrivalsAmong(
  people: PeopleShown,
  { since, lastSeen }: Attendance,
  now: number,
): { readonly arrived: readonly string[]; readonly attendance: Attendance } {
  const here = Object.keys(people);
  const isNew = (userId: string) =>
    now - (lastSeen.get(userId) ?? Number.NEGATIVE_INFINITY) > AWAY_MS;
  const recent = [...lastSeen].filter(([, last]) => now - last <= AWAY_MS);
  return {
    arrived: now - since < SETTLE_MS ? [] : here.filter(isNew),
    attendance: { since, lastSeen: new Map([...recent, ...here.map((id) => [id, now] as const)]) },
  };
}

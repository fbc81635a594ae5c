import { assertNever } from '../../lib/assertNever.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { type PresenceLocation, visibleName } from '../../catalogs/slate/index.ts';
import type { Delivery } from '../../lib/messaging/index.ts';

/** Active pages publish their presence every 10 s; after this long without an event they are gone. */
export const ACTIVE_TTL_MS = 25_000;
/** Where many are there they publish it less often; silence of so many of their heartbeats is the end. */
const MISSED_BEATS = 2.5;
/**
 * The same for everybody else: browsers slow a hidden tab's timers to one a minute, so anything
 * shorter makes people flicker.
 */
export const AWAY_TTL_MS = 75_000;

/** One tab of a person. All times are by the receiver's clock: a publisher's may be hours off. */
interface PresenceSession {
  /** Forgotten if no other event comes until then. */
  readonly goneAt: number;
  /** Which of the tab's events came last by the tab's own count; -1 while it does not count. */
  readonly beat: number;
  /** When its person last turned to it. */
  readonly turnedToAt: number;
  /** A tab that left is remembered for a while, so that an older event does not bring it back. */
  readonly state: 'active' | 'away' | 'left';
  readonly name: string | null;
  readonly view: string | null;
  readonly location: PresenceLocation | null;
  /** The userId of whom this tab follows. */
  readonly following: string | null;
}

export interface Presence {
  readonly userId: string;
  readonly sessions: Readonly<Record<string, PresenceSession>>;
}

/** People by userId: several tabs are one person. */
export type People = Readonly<Record<string, Presence>>;

export type PresenceDelivery = Delivery<`slate.collab.*.${string}`>;

/** A page that names no session has one. */
const ONLY_SESSION = 'only';

/** By project. */
export type Rooms = Readonly<Record<string, People>>;

/** Applies events of any project; pure. @param now as in applyPresenceEvent */
export function applyPresenceEvents(
  rooms: Rooms,
  deliveries: readonly PresenceDelivery[],
  now: number,
): Rooms {
  // Maps, since a project or a user may be called `__proto__`.
  const changed = new Map<string, Map<string, Presence | undefined>>();
  for (const { event } of deliveries) {
    const { projectId, userId } = event;
    if (userId === undefined) continue;
    const people = changed.get(projectId) ?? new Map<string, Presence | undefined>();
    const known = people.has(userId)
      ? people.get(userId)
      : entryOf(entryOf(rooms, projectId) ?? {}, userId);
    const next = nextPresence(known, userId, event, now);
    if (next !== known) changed.set(projectId, people.set(userId, next));
  }
  if (changed.size === 0) return rooms;
  // A room is copied once for all its events: there may be a thousand people in it.
  const next = new Map(Object.entries(rooms));
  for (const [projectId, people] of changed) {
    next.set(projectId, withPeople(next.get(projectId) ?? {}, people));
  }
  return Object.fromEntries(next);
}

function withPeople(people: People, changed: ReadonlyMap<string, Presence | undefined>): People {
  const next = new Map(Object.entries(people));
  for (const [userId, person] of changed) {
    if (person) next.set(userId, person);
    else next.delete(userId);
  }
  return Object.fromEntries(next);
}

/**
 * One person after one event; pure. Events of a tab that counts them may come in any order, and
 * repeatedly.
 * @param now the receiver's clock, milliseconds since the epoch
 * @returns the same object if nothing changes, undefined if nothing is left of them
 */
function nextPresence(
  known: Presence | undefined,
  userId: string,
  event: PresenceDelivery['event'],
  now: number,
): Presence | undefined {
  const { data = {} } = event;
  const { sessionId = ONLY_SESSION } = data;
  const before = entryOf(known?.sessions ?? {}, sessionId);
  const { beat = before?.beat ?? -1 } = data;
  if (before && data.beat !== undefined && data.beat <= before.beat) return known;
  const here = before?.state === 'left' ? undefined : before;
  const withSession = (session: PresenceSession): Presence => ({
    userId,
    sessions: { ...known?.sessions, [sessionId]: session },
  });
  switch (event.type) {
    case 'joined':
    case 'presence': {
      const { name, state = 'active', view, focusAgeMs, location = null, following } = data;
      // Without a state the page promises no beats.
      const ttlMs = data.state === 'active' ? ACTIVE_TTL_MS : AWAY_TTL_MS;
      return withSession({
        goneAt: now + Math.max(ttlMs, (data.heartbeatMs ?? 0) * MISSED_BEATS),
        beat,
        turnedToAt: focusAgeMs === undefined ? (here?.turnedToAt ?? now) : now - focusAgeMs,
        state,
        name: name ?? here?.name ?? null,
        view: view === undefined ? null : visibleName(view),
        location,
        following: following ?? null,
      });
    }
    case 'left': {
      if (beat >= 0) return withSession({ ...leftSession, beat, goneAt: now + AWAY_TTL_MS });
      if (!known || !before) return known;
      const { [sessionId]: _, ...sessions } = known.sessions;
      return Object.keys(sessions).length > 0 ? { ...known, sessions } : undefined;
    }
    default:
      return assertNever(event);
  }
}

const leftSession = {
  turnedToAt: 0,
  state: 'left',
  name: null,
  view: null,
  location: null,
  following: null,
} as const;

/** Forgets tabs that fell silent. Returns the same object when there are none. */
export function forgetSilentRooms(rooms: Rooms, now: number): Rooms {
  return mapRooms(rooms, (people) => forgetSilent(people, now));
}

/** The same for one project. */
export function forgetSilent(people: People, now: number): People {
  let next = people;
  for (const person of Object.values(people)) {
    const kept = Object.entries(person.sessions).filter(([, { goneAt }]) => now < goneAt);
    if (kept.length < Object.keys(person.sessions).length) {
      next = withSessions(next, person, Object.fromEntries(kept));
    }
  }
  return next;
}

/** The receiver's clock was set, or its machine slept: that time was no silence of anybody's. */
export function shiftRooms(rooms: Rooms, byMs: number): Rooms {
  return mapSessions(rooms, (session) => ({
    ...session,
    goneAt: session.goneAt + byMs,
    turnedToAt: session.turnedToAt + byMs,
  }));
}

/** Everybody has until then to publish their presence. */
export function expectAllUntil(rooms: Rooms, until: number): Rooms {
  return mapSessions(rooms, (session) => ({ ...session, goneAt: until }));
}

function mapSessions(rooms: Rooms, change: (session: PresenceSession) => PresenceSession): Rooms {
  return mapRooms(rooms, (people) =>
    mapEntries(people, (person) => ({ ...person, sessions: mapEntries(person.sessions, change) })),
  );
}

function mapRooms(rooms: Rooms, change: (people: People) => People): Rooms {
  const next = mapEntries(rooms, change);
  return Object.keys(next).some((room) => next[room] !== rooms[room]) ? next : rooms;
}

const mapEntries = <T>(record: Readonly<Record<string, T>>, change: (value: T) => T) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

function withSessions(people: People, person: Presence, sessions: Presence['sessions']): People {
  if (Object.keys(sessions).length > 0) {
    return { ...people, [person.userId]: { ...person, sessions } };
  }
  const { [person.userId]: _, ...others } = people;
  return others;
}

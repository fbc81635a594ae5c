import { assertNever } from '../../lib/assertNever.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { visibleName } from '../../catalogs/slate/index.ts';
import type { Delivery } from '../../lib/messaging/index.ts';

/** Who says to be active says so every 10 s; after this long without a word they are gone. */
export const ACTIVE_TTL_MS = 25_000;
/**
 * The same for everybody else: browsers slow a hidden tab's timers to one a minute, so anything
 * shorter makes people flicker.
 */
export const AWAY_TTL_MS = 75_000;

/** One tab of a person. All times are by the receiver's clock: a publisher's may be hours off. */
interface PresenceSession {
  /** Gone if nothing more is heard of it until then. */
  readonly goneAt: number;
  /** When its person last turned to it. */
  readonly turnedToAt: number;
  readonly state: 'active' | 'away';
  readonly view: string | null;
}

export interface Presence {
  readonly userId: string;
  readonly name: string;
  readonly sessions: Readonly<Record<string, PresenceSession>>;
}

/** People by userId: several tabs are one person. */
export type People = Readonly<Record<string, Presence>>;

export type PresenceDelivery = Delivery<`slate.collab.*.${string}`>;

/** A page that tells no session still is one. */
const ONLY_SESSION = 'only';

/** By project. */
export type Rooms = Readonly<Record<string, People>>;

/** Applies events of any project; pure. @param now as in applyPresenceEvent */
export function applyPresenceEvents(
  rooms: Rooms,
  deliveries: readonly PresenceDelivery[],
  now: number,
): Rooms {
  // A Map, since a project may be called `__proto__`.
  const next = new Map(Object.entries(rooms));
  for (const delivery of deliveries) {
    const { projectId } = delivery.event;
    next.set(projectId, applyPresenceEvent(next.get(projectId) ?? {}, delivery, now));
  }
  return Object.fromEntries(next);
}

/**
 * Applies one event; pure.
 * @param now the receiver's clock, milliseconds since the epoch
 */
export function applyPresenceEvent(
  people: People,
  { event }: PresenceDelivery,
  now: number,
): People {
  const { userId } = event;
  if (userId === undefined) return people;
  const sessionId = event.data?.sessionId ?? ONLY_SESSION;
  const known = entryOf(people, userId);
  switch (event.type) {
    case 'joined':
    case 'presence': {
      const { name, state, view, focusAgeMs } = event.data ?? {};
      const session: PresenceSession = {
        goneAt: now + (state === 'active' ? ACTIVE_TTL_MS : AWAY_TTL_MS),
        turnedToAt:
          focusAgeMs === undefined
            ? (entryOf(known?.sessions ?? {}, sessionId)?.turnedToAt ?? now)
            : now - focusAgeMs,
        state: state ?? 'active',
        view: view === undefined ? null : visibleName(view),
      };
      return {
        ...people,
        [userId]: {
          userId,
          name: name === undefined ? (known?.name ?? userId) : nameOf(userId, name),
          sessions: { ...known?.sessions, [sessionId]: session },
        },
      };
    }
    case 'left': {
      if (!known) return people;
      const { [sessionId]: gone, ...sessions } = known.sessions;
      return gone === undefined ? people : withSessions(people, known, sessions);
    }
    default:
      return assertNever(event);
  }
}

const SHORT_ID_CHARS = 12;

/** What others read of a name that a page has sent: whoever can't be read still can be told apart. */
function nameOf(userId: string, sent: string): string {
  const short = userId.length > SHORT_ID_CHARS ? `${userId.slice(0, SHORT_ID_CHARS)}…` : userId;
  return visibleName(sent) ?? `Unnamed (${short})`;
}

/** Forgets tabs that fell silent. Returns the same object when there are none. */
export function forgetSilentRooms(rooms: Rooms, now: number): Rooms {
  const next = Object.entries(rooms).map(
    ([room, people]) => [room, forgetSilent(people, now)] as const,
  );
  return next.some(([room, people]) => people !== rooms[room]) ? Object.fromEntries(next) : rooms;
}

/** The same for one project. */
export function forgetSilent(people: People, now: number): People {
  let next = people;
  for (const person of Object.values(people)) {
    const heard = Object.entries(person.sessions).filter(([, { goneAt }]) => now < goneAt);
    if (heard.length < Object.keys(person.sessions).length) {
      next = withSessions(next, person, Object.fromEntries(heard));
    }
  }
  return next;
}

function withSessions(people: People, person: Presence, sessions: Presence['sessions']): People {
  if (Object.keys(sessions).length > 0) {
    return { ...people, [person.userId]: { ...person, sessions } };
  }
  const { [person.userId]: _, ...others } = people;
  return others;
}

/** Active if any tab is. */
export function stateOf(person: Presence): 'active' | 'away' {
  return Object.values(person.sessions).some(({ state }) => state === 'active') ? 'active' : 'away';
}

/** What the person looks at: the tab that they turned to last, whichever was heard of last. */
export function viewOf(person: Presence): string | null {
  const sessions = Object.values(person.sessions);
  const active = sessions.filter(({ state }) => state === 'active');
  const latest = (active.length > 0 ? active : sessions).reduce<PresenceSession | null>(
    (best, session) => (best === null || session.turnedToAt > best.turnedToAt ? session : best),
    null,
  );
  return latest?.view ?? null;
}

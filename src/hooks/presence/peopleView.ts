import { subjects } from '../../catalogs/slate/index.ts';
import { defineView } from '../../lib/messaging/index.ts';
import {
  applyPresenceEvents,
  expectAllUntil,
  forgetSilentRooms,
  type Rooms,
  shiftRooms,
} from './model.ts';
import { type RoomsShown, showRooms } from './shown.ts';

/** Silence is counted in tens of seconds. */
const EXPIRE_MS = 5_000;
/** People answer a newcomer, so there is little to keep, and much to receive meanwhile. */
const KEEP_MS = 1_000;
/** A hidden tab looks once a minute; a longer pause is a machine that slept, or a clock that was set. */
const LONGEST_PAUSE_MS = 90_000;
/** On a new connection everybody is asked, and answers well within this time. */
const ANSWERED_WITHIN_MS = 5_000;
/** Where so many are there, every frame would bring a change. */
const CROWD = 100;
const CROWD_PACE_MS = 250;

interface PeopleState {
  readonly rooms: Rooms;
  /** The same object while nobody looks any different. */
  readonly shown: RoomsShown;
  /** When this was last brought up to date; null before the first time. */
  readonly checkedAt: number | null;
  /** Without a connection the silence is not theirs. */
  readonly link: 'up' | 'down';
}

const nobody: PeopleState = { rooms: {}, shown: {}, checkedAt: null, link: 'up' };

/** Who is in a project, or in any (`'*'`), as far as their pages say. */
export const peopleView = defineView({
  name: 'people',
  subject: (projectId) => (projectId === '*' ? 'slate.collab.*.*' : subjects.collab.all(projectId)),
  from: 'new',
  initial: nobody,
  reduce: (before, deliveries, { now }) => {
    const state = catchUp(before, now);
    return withRooms(state, applyPresenceEvents(state.rooms, deliveries, now));
  },
  expire: {
    everyMs: EXPIRE_MS,
    after: (before, now) => {
      const state = catchUp(before, now);
      return state.link === 'down' ? state : withRooms(state, forgetSilentRooms(state.rooms, now));
    },
  },
  attend: (client, view) => {
    let wasLive = true;
    const onState = () => {
      const isLive = client.getState().status === 'live';
      if (isLive === wasLive) return;
      wasLive = isLive;
      view.update((before, now) => {
        const state = catchUp(before, now);
        if (!isLive) return { ...state, link: 'down' };
        return {
          ...state,
          link: 'up',
          rooms: expectAllUntil(state.rooms, now + ANSWERED_WITHIN_MS),
        };
      });
    };
    onState();
    return client.onState(onState);
  },
  paceMs: ({ shown }) => (countPeople(shown) < CROWD ? 0 : CROWD_PACE_MS),
  keepMs: KEEP_MS,
});

const countPeople = (shown: RoomsShown) =>
  Object.values(shown).reduce((sum, people) => sum + Object.keys(people).length, 0);

function catchUp(state: PeopleState, now: number): PeopleState {
  const paused = now - (state.checkedAt ?? now);
  if (paused >= 0 && paused <= LONGEST_PAUSE_MS) return { ...state, checkedAt: now };
  return { ...state, checkedAt: now, rooms: shiftRooms(state.rooms, paused) };
}

const withRooms = (state: PeopleState, rooms: Rooms): PeopleState =>
  rooms === state.rooms ? state : { ...state, rooms, shown: showRooms(rooms, state.shown) };

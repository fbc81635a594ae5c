import { subjects } from '../../catalogs/slate/index.ts';
import { defineView } from '../../lib/messaging/index.ts';
import { applyPresenceEvents, forgetSilentRooms, type Rooms } from './model.ts';
import { type RoomsShown, showRooms } from './shown.ts';

/** Silence is counted in minutes. */
const EXPIRE_MS = 5_000;
/** People answer a roll call, so there is little to keep, and much to receive meanwhile. */
const KEEP_MS = 1_000;

interface PeopleState {
  readonly rooms: Rooms;
  /** The same object while nobody looks any different. */
  readonly shown: RoomsShown;
}

const nobody: PeopleState = { rooms: {}, shown: {} };

/** Who is in a project, or in any (`'*'`), as far as their pages say. */
export const peopleView = defineView({
  name: 'people',
  subject: (projectId) => (projectId === '*' ? 'slate.collab.*.*' : subjects.collab.all(projectId)),
  from: 'new',
  initial: nobody,
  reduce: ({ rooms, shown }, deliveries, { now }) =>
    withRooms(applyPresenceEvents(rooms, deliveries, now), shown),
  expire: {
    everyMs: EXPIRE_MS,
    after: (state, now) => {
      const rooms = forgetSilentRooms(state.rooms, now);
      return rooms === state.rooms ? state : withRooms(rooms, state.shown);
    },
  },
  keepMs: KEEP_MS,
});

const withRooms = (rooms: Rooms, before: RoomsShown): PeopleState => ({
  rooms,
  shown: showRooms(rooms, before),
});

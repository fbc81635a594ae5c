import { shallow } from 'zustand/shallow';
import { subjects, visibleName } from '../../catalogs/slate/index.ts';
import { entryOf } from '../../lib/entryOf.ts';
import { hueOf } from '../../lib/hueOf.ts';
import { type Delivery, defineView } from '../../lib/messaging/index.ts';
import { AWAY_TTL_MS } from './model.ts';

const EXPIRE_MS = 5_000;
/** More tabs than this in one file are no people. */
const MAX_TABS = 500;

/** Where a person's caret is in a file. */
export interface Cursor {
  readonly userId: string;
  /** Of the tab: a person may have the file open twice. */
  readonly sessionId: string;
  readonly name: string;
  /** A colour's angle, 0 to 359: the same for one person everywhere. */
  readonly hue: number;
  /** As it was published; null while the person has no caret in the file. */
  readonly head: string | null;
  /** Where the selection began; null where nothing is selected. */
  readonly anchor: string | null;
  /** The caret's, from 1; null if it was not published. */
  readonly line: number | null;
}

interface Tab {
  readonly goneAt: number;
  /** As in PresenceSession. */
  readonly beat: number;
  /** Null for a tab that has closed the file. */
  readonly cursor: Cursor | null;
}

export interface CursorsState {
  readonly tabs: Readonly<Record<string, Tab>>;
  /** The same object while no caret has moved. */
  readonly cursors: readonly Cursor[];
}

type CursorDelivery = Delivery<`slate.editor.*.*.${string}`>;

const none: CursorsState = { tabs: {}, cursors: [] };

/** The carets in a file. */
export const cursorsView = /* @__PURE__ */ defineView({
  name: 'cursors',
  subject: (fileId) => subjects.editor.inFile(fileId),
  from: 'new',
  initial: none,
  reduce: (state, deliveries, { now }) => applyCursorEvents(state, deliveries, now),
  expire: { everyMs: EXPIRE_MS, after: forgetSilentCursors },
  keepMs: 1_000,
});

/** Pure; the events of a tab that counts them may come in any order, and repeatedly. */
export function applyCursorEvents(
  state: CursorsState,
  deliveries: readonly CursorDelivery[],
  now: number,
): CursorsState {
  const tabs = new Map(Object.entries(state.tabs));
  for (const { event } of deliveries) {
    const { userId, data = {} } = event;
    const { sessionId = 'only', name, head = null, anchor = null, line = null } = data;
    const key = `${userId} ${sessionId}`;
    const before = tabs.get(key);
    if (before && data.beat !== undefined && data.beat <= before.beat) continue;
    if (!before && tabs.size >= MAX_TABS) continue;
    const beat = data.beat ?? before?.beat ?? -1;
    const isClosed = event.type === 'closed';
    const shownName = (name === undefined ? before?.cursor?.name : visibleName(name)) ?? userId;
    const cursor = { userId, sessionId, name: shownName, hue: hueOf(userId), head, anchor, line };
    const last = before?.cursor ?? null;
    tabs.set(key, {
      goneAt: now + AWAY_TTL_MS,
      beat,
      cursor: isClosed ? null : last && shallow(last, cursor) ? last : cursor,
    });
  }
  return withTabs(state, Object.fromEntries(tabs));
}

/** Forgets tabs that fell silent. Returns the same object when there are none. */
export function forgetSilentCursors(state: CursorsState, now: number): CursorsState {
  const kept = Object.entries(state.tabs).filter(([, { goneAt }]) => now < goneAt);
  if (kept.length === Object.keys(state.tabs).length) return state;
  return withTabs(state, Object.fromEntries(kept));
}

function withTabs({ cursors }: CursorsState, tabs: CursorsState['tabs']): CursorsState {
  const next = Object.keys(tabs)
    .toSorted()
    .flatMap((key) => entryOf(tabs, key)?.cursor ?? []);
  return { tabs, cursors: shallow(cursors, next) ? cursors : next };
}

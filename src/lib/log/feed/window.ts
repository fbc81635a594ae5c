import { assertNever } from '../../assertNever.ts';
import { countLines, type LogLineInput, PART_ORDER } from '../rows.ts';
import type { FeedState } from './feedTypes.ts';
import type { LogExtent } from './findExtent.ts';
import type {
  PageRead,
  WindowEffect,
  WindowEvent,
  WindowState,
  WindowStep,
} from './windowTypes.ts';

/*
 * Which part of a log is loaded, and how that changes.
 *
 *                 older pages push the newest rows out, or a jump
 *   at the end  ─────────────────────────────────────────────────▶  away
 *   live lines join    ◀─────────────────────────────────────────   live lines are counted only
 *                 a page that reaches the end
 */

/** Loaded unasked: most logs are whole then. */
export const INITIAL_LINES = 10_000;
/** A reader this close keeps rows that would be dropped; new lines wait. */
const NEAR_THE_EDGE = 2_000;

export const closedWindow: WindowState = {
  edges: { phase: 'waiting', older: 'nothing', newer: 'nothing' },
  start: null,
  from: { seq: 1, ordinal: 0 },
  away: null,
  span: null,
  read: null,
  held: null,
  nextSeq: null,
  nextOrdinal: 0,
  placeZero: 0,
  lastOrder: 0,
  offset: null,
  endOffset: null,
  endNumber: null,
  countedFrom: Infinity,
};

/** Whether a sequence is among what is loaded. */
export const covers = ({ from, away }: WindowState, seq: number): boolean =>
  seq >= from.seq && (away === null || seq < away.seq);

/** Null while unknown. */
export function lastNumberOf(state: WindowState): number | null {
  const { offset, endOffset, nextOrdinal, endNumber } = state;
  if (endNumber !== null) return endNumber;
  const zero = endOffset === null ? offset : endOffset.offset;
  return zero === null ? null : nextOrdinal - 1 + zero;
}

/** Its lines' numbers are known, or their publisher gives them. */
export const isNumbered = ({ offset, endNumber }: WindowState): boolean =>
  offset !== null || endNumber !== null;

/** The next window and its effects, in order. */
export function nextWindow(state: WindowState, event: WindowEvent): WindowStep {
  switch (event.kind) {
    case 'opened':
      return opened(state, event.extent);
    case 'wanted':
      return wanted(state, event.read);
    case 'older-page':
      return event.read === state.read ? olderPage(state, event) : same(state);
    case 'page':
      return event.read === state.read ? pageRead(state, event) : same(state);
    case 'failed':
      return event.read === state.read ? endRead(state, 'failed') : same(state);
    case 'live':
      return live(state, event);
    case 'dropped':
      return same(dropped(state, event.oldest));
    case 'pushed-out':
      return same(pushedOut(state, event.newest));
    case 'numbered': {
      const { seq, ordinal } = state.from;
      const isOther = seq !== event.from.seq || ordinal !== event.from.ordinal;
      return same(isOther ? state : { ...state, offset: event.before + 1 - ordinal });
    }
    case 'history-lost':
      return historyLost(state);
    default:
      return assertNever(event);
  }
}

const same = (state: WindowState): WindowStep => ({ state, effects: [] });
const withEdges = (state: WindowState, change: Partial<FeedState>): WindowState => ({
  ...state,
  edges: { ...state.edges, ...change },
});
const isAtStart = ({ start, from }: WindowState) => start === null || from.seq <= start;
const olderOf = (state: WindowState) => (isAtStart(state) ? 'nothing' : 'more');

function opened(state: WindowState, extent: LogExtent | null): WindowStep {
  if (extent === null) {
    // The follow finds out by itself why there is no history.
    const ready = withEdges({ ...state, offset: 1 }, { phase: 'ready' });
    return { state: ready, effects: [{ kind: 'follow', from: { last: INITIAL_LINES } }] };
  }
  const { startSeq: start, tailSeq } = extent;
  const from = { seq: tailSeq, ordinal: 0 };
  return {
    state: { ...state, start, from, lastOrder: tailSeq - 1 },
    effects: [{ kind: 'follow', from: { seq: tailSeq } }],
  };
}

function wanted(state: WindowState, read: PageRead): WindowStep {
  const isBusy = state.read !== null;
  if (state.start === null) return same(state);
  switch (read.kind) {
    case 'older':
      return same(isBusy ? state : withEdges({ ...state, read }, { older: 'loading' }));
    case 'newer':
      if (isBusy || state.away === null) return same(state);
      return same(withEdges({ ...state, read, held: [] }, { newer: 'loading' }));
    case 'jump':
      if (covers(state, read.seq)) return same(state);
      break;
    case 'end':
      if (state.away === null && !read.isSkip) return same(state);
      break;
    default:
      return assertNever(read);
  }
  // Replaces the page under way.
  const left = endRead(state, 'more');
  return { ...left, state: { ...left.state, read, held: [] } };
}

/** @param edge the state of its side */
function endRead(before: WindowState, edge: 'more' | 'failed'): WindowStep {
  const { read, nextSeq, edges } = before;
  const state = withEdges({ ...before, read: null, held: null }, { phase: 'ready' });
  if (read?.kind === 'older' || read?.kind === 'newer') {
    return same(edges[read.kind] === 'loading' ? withEdges(state, { [read.kind]: edge }) : state);
  }
  const goesOn = read?.kind === 'end' && read.isSkip && nextSeq !== null;
  return { state, effects: goesOn ? [{ kind: 'follow', from: { seq: nextSeq } }] : [] };
}

function olderPage(
  before: WindowState,
  { page, joins }: Extract<WindowEvent, { kind: 'older-page' }>,
): WindowStep {
  let state: WindowState = { ...before, read: null };
  const effects: WindowEffect[] = [];
  // Lines that came meanwhile may have pushed out those that the page would join.
  if (page !== null && state.from.seq === joins) {
    effects.push({ kind: 'prepend', lines: page.lines });
    // A page that is loaded again was already counted.
    if (joins <= state.countedFrom) effects.push({ kind: 'count', page });
    const from = { seq: page.from, ordinal: state.from.ordinal - page.messages };
    const countedFrom = Math.min(state.countedFrom, page.from);
    const endNumber = state.endNumber ?? numberAtEnd(page.lines);
    state = { ...state, from, countedFrom, span: page.span, endNumber };
  }
  const offset = isAtStart(state) ? 1 - state.from.ordinal : state.offset;
  const edges = { phase: 'ready', older: olderOf(state) } as const;
  return { state: withEdges({ ...state, offset }, edges), effects };
}

function pageRead(
  before: WindowState,
  { read, page, from }: Extract<WindowEvent, { kind: 'page' }>,
): WindowStep {
  let state: WindowState = { ...before, read: null, held: null };
  const effects: WindowEffect[] = [
    { kind: from === null ? 'append' : 'replace', lines: page.lines },
  ];
  if (from !== null) {
    const endOffset = state.endOffset ?? { offset: state.offset };
    state = { ...state, from, span: null, offset: null, endOffset };
  }
  const { seq, ordinal } = page.next;
  if (page.isLast) {
    const held = before.held?.flat().filter((line) => (line.seq ?? seq) >= seq) ?? [];
    const lines = held.map((line, i) => ({ ...line, ordinal: ordinal + i }));
    effects.push({ kind: 'append', lines });
    const nextOrdinal = ordinal + lines.length;
    const endNumber = numberAtEnd([...page.lines, ...lines]) ?? state.endNumber;
    state = { ...state, away: null, endOffset: null, endNumber, nextOrdinal, placeZero: null };
  } else state = { ...state, away: page.next };
  if (read.kind === 'end' && read.isSkip) effects.push({ kind: 'follow', from: { seq } });
  const edges = { newer: page.isLast ? 'nothing' : 'more', older: olderOf(state) } as const;
  return { state: withEdges(state, edges), effects };
}

function live(
  before: WindowState,
  { lines: arriving, places, nextSeq, rowsLeft }: Extract<WindowEvent, { kind: 'live' }>,
): WindowStep {
  let { nextOrdinal, placeZero, lastOrder } = before;
  const lines = arriving.map((line, i) => {
    const place = places[i];
    if (place !== undefined) {
      placeZero ??= nextOrdinal - place;
      nextOrdinal = Math.max(nextOrdinal, place + placeZero);
    }
    const ordinal = nextOrdinal++;
    // Without a sequence it stands right after the lines before.
    const order = lastOrder + PART_ORDER;
    lastOrder = line.seq ?? order + (countLines(line.message) - 1) * PART_ORDER;
    return line.seq === undefined ? { ...line, order, ordinal } : { ...line, ordinal };
  });
  const held = before.held === null ? null : [...before.held, lines];
  const endNumber = numberAtEnd(arriving) ?? before.endNumber;
  const state = { ...before, held, nextSeq, nextOrdinal, placeZero, lastOrder, endNumber };
  const [first] = lines;
  // These would push out what the reader sees.
  const mustLeave = state.start !== null && rowsLeft !== null && rowsLeft < NEAR_THE_EDGE;
  if (!mustLeave || state.away !== null || first === undefined) {
    return { state, effects: [{ kind: 'arrive', lines, isHeld: state.away === null }] };
  }
  const away = { seq: first.seq ?? 0, ordinal: first.ordinal };
  return {
    state: withEdges({ ...state, away }, { newer: 'more' }),
    effects: [{ kind: 'arrive', lines, isHeld: false }],
  };
}

/** The oldest rows were dropped; they can be loaded again. */
function dropped(state: WindowState, oldest: LogLineInput | undefined): WindowState {
  if (oldest?.seq === undefined || oldest.seq <= state.from.seq) return state;
  const next = { ...state, from: { seq: oldest.seq, ordinal: oldest.ordinal ?? 0 } };
  const isNew = state.edges.older === 'nothing' && !isAtStart(next);
  return isNew ? withEdges(next, { older: 'more' }) : next;
}

/** The newest rows may have been dropped. */
function pushedOut(state: WindowState, newest: LogLineInput | undefined): WindowState {
  if (newest?.seq === undefined) return state;
  const ordinal = (newest.ordinal ?? 0) + 1;
  if (ordinal >= (state.away?.ordinal ?? state.nextOrdinal)) return state;
  return withEdges({ ...state, away: { seq: newest.seq + 1, ordinal } }, { newer: 'more' });
}

/** The stream is another one: nothing of the old one can be loaded. */
function historyLost(before: WindowState): WindowStep {
  const { state } = endRead(before, 'more');
  const lost = { ...state, start: null, away: null, endOffset: null, offset: state.offset ?? 1 };
  return {
    state: withEdges(lost, { older: 'nothing', newer: 'nothing' }),
    effects: [{ kind: 'begin-epoch' }],
  };
}

/** The last line's number, if its publisher counts them. */
function numberAtEnd(messages: readonly LogLineInput[]): number | null {
  const last = messages.at(-1);
  return last?.number === undefined ? null : last.number + countLines(last.message) - 1;
}

import { describe, expect, test } from 'vitest';
import { LogBuffer } from '../LogBuffer.ts';
import { isLine, type LogLineInput } from '../rows.ts';
import { closedWindow, covers, lastNumberOf, nextWindow } from './window.ts';
import type { PageRead, WindowEvent, WindowState } from './windowTypes.ts';

const CAPACITY = 4_000;
/** What is stored when the window opens: sequences 1 to 10,000, each a line. */
const STORED = 10_000;

const line = (seq: number, ordinal?: number): LogLineInput => ({
  ...{ time: seq, message: `line ${seq}`, level: 'info', seq },
  ...(ordinal === undefined ? {} : { ordinal }),
});
const lines = (from: number, to: number, zero: number) =>
  Array.from({ length: to - from }, (_, i) => line(from + i, from + i - zero));
const counted = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

const older: PageRead = { kind: 'older', target: 2_000 };
const newer: PageRead = { kind: 'newer' };
const jump: PageRead = { kind: 'jump', seq: 500 };
const toEnd: PageRead = { kind: 'end', target: 2_000, isSkip: false };
const skip: PageRead = { kind: 'end', target: 2_000, isSkip: true };

/** A window over a real buffer; `rowsLeft` is what a reader who does not follow has above. */
function open({ start = 1 } = {}) {
  const buffer = new LogBuffer({ capacity: CAPACITY });
  let state = closedWindow;
  const send = (event: WindowEvent) => {
    const step = nextWindow(state, event);
    ({ state } = step);
    for (const effect of step.effects) {
      const { dropped } = buffer;
      if (effect.kind === 'prepend') {
        buffer.prepend(effect.lines);
        const isFull = buffer.end - buffer.first === CAPACITY;
        if (isFull) send({ kind: 'pushed-out', newest: buffer.edges().newest });
      } else if (effect.kind === 'append') buffer.append(effect.lines, { arrived: false });
      else if (effect.kind === 'replace') buffer.replace(effect.lines);
      else if (effect.kind === 'arrive' && effect.isHeld) buffer.append(effect.lines);
      else if (effect.kind === 'arrive') buffer.noteArrived(effect.lines.length);
      if (buffer.dropped > dropped) send({ kind: 'dropped', oldest: buffer.edges().oldest });
    }
    buffer.setNumberOffset(state.offset);
  };
  send({ kind: 'opened', extent: { startSeq: start, tailSeq: STORED + 1 } });
  return {
    buffer,
    send,
    state: () => state,
    edges: () => state.edges,
    held: () => [...buffer.rows()].map((row) => (isLine(row) ? row.seq : null)),
    /** Puts the page before what is held, as a reader of older lines does. */
    scrollUp(messages: number) {
      send({ kind: 'wanted', read: older });
      const { seq: joins } = state.from;
      const from = Math.max(1, joins - messages);
      const page = { lines: lines(from, joins, STORED + 1), messages: joins - from };
      const more = { from, span: messages, count: () => {} };
      send({ kind: 'older-page', read: older, joins, page: { ...page, ...more } });
    },
    /** Lines as they come live. */
    arrive(from: number, to: number, rowsLeft: number | null = null) {
      const places = counted(from, to).map(() => undefined);
      const live = counted(from, to).map((seq) => line(seq));
      send({ kind: 'live', lines: live, places, nextSeq: to, rowsLeft });
    },
    /** A page in place of all. */
    goTo(from: number, to: number, { isLast = false, meanwhile = () => {} } = {}) {
      const read: PageRead = { kind: 'jump', seq: from };
      send({ kind: 'wanted', read });
      meanwhile();
      const page = { lines: lines(from, to, from), next: { seq: to, ordinal: to - from }, isLast };
      send({ kind: 'page', read, page, from: { seq: from, ordinal: 0 } });
    },
    /** The page below what is held. */
    scrollDown(to: number, zero: number, { isLast = false, meanwhile = () => {} } = {}) {
      send({ kind: 'wanted', read: newer });
      meanwhile();
      const from = state.away?.seq ?? 0;
      const next = { seq: to, ordinal: to - zero };
      send({
        kind: 'page',
        read: newer,
        page: { lines: lines(from, to, zero), next, isLast },
        from: null,
      });
    },
  };
}

describe('what each event does in each state', () => {
  const at = (make: (log: ReturnType<typeof open>) => void) => {
    const log = open();
    log.scrollUp(2_000);
    make(log);
    return log.state();
  };
  const away = (read?: PageRead) =>
    at((log) => {
      log.goTo(5_000, 7_000);
      if (read) log.send({ kind: 'wanted', read });
    });
  const states = {
    waiting: open().state(),
    'at the end': at(() => {}),
    'reading older': at((log) => log.send({ kind: 'wanted', read: older })),
    away: away(),
    'reading newer': away(newer),
    jumping: away(jump),
    skipping: at((log) => {
      log.arrive(STORED + 1, STORED + 2);
      log.send({ kind: 'wanted', read: skip });
    }),
    'without history': nextWindow(closedWindow, { kind: 'opened', extent: null }).state,
  } satisfies Record<string, WindowState>;
  const live = {
    kind: 'live',
    lines: [line(STORED + 2)],
    places: [1],
    nextSeq: 1,
    rowsLeft: 0,
  } as const;
  const events = {
    older: () => ({ kind: 'wanted', read: older }),
    newer: () => ({ kind: 'wanted', read: newer }),
    jump: () => ({ kind: 'wanted', read: jump }),
    end: () => ({ kind: 'wanted', read: toEnd }),
    skip: () => ({ kind: 'wanted', read: skip }),
    failed: ({ read }) => ({ kind: 'failed', read: read ?? older }),
    'lines that push the reader’s out': () => live,
    'history-lost': () => ({ kind: 'history-lost' }),
  } satisfies Record<string, (state: WindowState) => WindowEvent>;

  /** Older and newer edge, the page that is read, and what is to be done. */
  const expected: Record<keyof typeof states, Record<keyof typeof events, string>> = {
    waiting: {
      older: 'loading nothing older',
      newer: 'nothing nothing -',
      jump: 'nothing nothing jump',
      end: 'nothing nothing -',
      skip: 'nothing nothing end',
      failed: 'nothing nothing -',
      'lines that push the reader’s out': 'nothing more - arrive',
      'history-lost': 'nothing nothing - begin-epoch',
    },
    'at the end': {
      older: 'loading nothing older',
      newer: 'more nothing -',
      jump: 'more nothing jump',
      end: 'more nothing -',
      skip: 'more nothing end',
      failed: 'more nothing -',
      'lines that push the reader’s out': 'more more - arrive',
      'history-lost': 'nothing nothing - begin-epoch',
    },
    'reading older': {
      older: 'loading nothing older',
      newer: 'loading nothing older',
      jump: 'more nothing jump',
      end: 'loading nothing older',
      skip: 'more nothing end',
      failed: 'failed nothing -',
      'lines that push the reader’s out': 'loading more older arrive',
      'history-lost': 'nothing nothing - begin-epoch',
    },
    away: {
      older: 'loading more older',
      newer: 'more loading newer',
      jump: 'more more jump',
      end: 'more more end',
      skip: 'more more end',
      failed: 'more more -',
      'lines that push the reader’s out': 'more more - arrive',
      'history-lost': 'nothing nothing - begin-epoch',
    },
    'reading newer': {
      older: 'more loading newer',
      newer: 'more loading newer',
      jump: 'more more jump',
      end: 'more more end',
      skip: 'more more end',
      failed: 'more failed -',
      'lines that push the reader’s out': 'more loading newer arrive',
      'history-lost': 'nothing nothing - begin-epoch',
    },
    jumping: {
      older: 'more more jump',
      newer: 'more more jump',
      jump: 'more more jump',
      end: 'more more end',
      skip: 'more more end',
      failed: 'more more -',
      'lines that push the reader’s out': 'more more jump arrive',
      'history-lost': 'nothing nothing - begin-epoch',
    },
    skipping: {
      older: 'more nothing end',
      newer: 'more nothing end',
      jump: 'more nothing jump follow',
      end: 'more nothing end',
      skip: 'more nothing end follow',
      failed: 'more nothing - follow',
      'lines that push the reader’s out': 'more more end arrive',
      'history-lost': 'nothing nothing - begin-epoch',
    },
    'without history': {
      older: 'nothing nothing -',
      newer: 'nothing nothing -',
      jump: 'nothing nothing -',
      end: 'nothing nothing -',
      skip: 'nothing nothing -',
      failed: 'nothing nothing -',
      'lines that push the reader’s out': 'nothing nothing - arrive',
      'history-lost': 'nothing nothing - begin-epoch',
    },
  };
  const cells = Object.entries(expected).flatMap(([state, row]) =>
    Object.entries(row).map(([event, cell]) => [state, event, cell] as const),
  );
  test.each(cells)('%s, %s: %s', (name, event, cell) => {
    const before = states[name as keyof typeof states];
    const { state, effects } = nextWindow(before, events[event as keyof typeof events](before));
    const { older, newer } = state.edges;
    const shown = [older, newer, state.read?.kind ?? '-', ...effects.map(({ kind }) => kind)];
    expect(shown.join(' ')).toBe(cell);
  });
});

test('a page that is not waited for any more changes nothing', () => {
  const log = open();
  log.send({ kind: 'wanted', read: older });
  log.send({ kind: 'wanted', read: jump });
  const before = log.state();
  log.send({ kind: 'older-page', read: older, page: null, joins: STORED + 1 });
  log.send({ kind: 'failed', read: older });
  expect(log.state()).toBe(before);
});

test('a log that was whole and grows beyond the cap can have its start loaded again', () => {
  const log = open({ start: STORED - 2_999 });
  log.scrollUp(3_000);
  expect(log.edges().older).toBe('nothing');
  log.arrive(STORED + 1, STORED + 1_001);
  expect(log.edges().older).toBe('nothing');
  const { edges } = log.state();
  log.arrive(STORED + 1_001, STORED + 1_501);
  expect(log.buffer.getSnapshot().lines).toBe(CAPACITY);
  expect(log.edges().older).toBe('more');
  expect(log.edges()).not.toBe(edges);
  expect(log.state().from.seq).toBe(STORED - 2_999 + 500);
  expect(covers(log.state(), STORED - 2_999)).toBe(false);
  expect(covers(log.state(), STORED + 1_500)).toBe(true);
});

test('rows that a page below pushed out at the top can be loaded again', () => {
  const log = open();
  log.goTo(1, 3_001);
  expect(log.edges()).toMatchObject({ older: 'nothing', newer: 'more' });
  log.scrollDown(5_001, 1);
  expect(log.edges()).toMatchObject({ older: 'more', newer: 'more' });
  expect(log.state().from).toEqual({ seq: 1_001, ordinal: 1_000 });
});

test('older pages beyond the cap take the window from the end, and pages below lead back', () => {
  const log = open();
  while (log.state().from.seq !== 1) log.scrollUp(2_000);
  expect(log.held()).toEqual(counted(1, CAPACITY + 1));
  expect(log.edges()).toMatchObject({ older: 'nothing', newer: 'more' });
  expect(log.state().away).toEqual({ seq: CAPACITY + 1, ordinal: CAPACITY - STORED });
  expect(covers(log.state(), CAPACITY)).toBe(true);
  expect(covers(log.state(), CAPACITY + 1)).toBe(false);

  // What comes meanwhile is counted, and not held.
  const { total } = log.buffer.getSnapshot();
  log.arrive(STORED + 1, STORED + 11);
  expect(log.buffer.getSnapshot()).toMatchObject({ lines: CAPACITY, total: total + 10 });
  expect(log.held().at(-1)).toBe(CAPACITY);

  for (let { away } = log.state(); away !== null; { away } = log.state()) {
    const to = Math.min(away.seq + 2_000, STORED + 11);
    const isLast = to === STORED + 11;
    // The last page was under way as a line came that is not in it.
    const meanwhile = () => isLast && log.arrive(STORED + 11, STORED + 12);
    log.scrollDown(to, STORED + 1, { isLast, meanwhile });
  }
  expect(log.edges()).toMatchObject({ older: 'more', newer: 'nothing' });
  expect(log.held()).toEqual(counted(STORED + 12 - CAPACITY, STORED + 12));
  log.arrive(STORED + 12, STORED + 14);
  expect(log.held().at(-1)).toBe(STORED + 13);
  expect([...log.buffer.rows()].map((row) => isLine(row) && row.ordinal)).toEqual(
    counted(11 - CAPACITY + 2, 11 + 2),
  );
});

test('what comes while a page is read that leads from the end to the end is not lost', () => {
  const log = open();
  log.scrollUp(10);
  const meanwhile = () => log.arrive(STORED + 1, STORED + 3);
  log.goTo(STORED - 100, STORED + 1, { isLast: true, meanwhile });
  log.arrive(STORED + 3, STORED + 4);
  expect(log.held()).toEqual(counted(STORED - 100, STORED + 4));
});

test('a page that pushes nothing out leaves the window at the end', () => {
  const log = open();
  log.scrollUp(2_000);
  log.scrollUp(1_999);
  expect(log.edges()).toMatchObject({ older: 'more', newer: 'nothing' });
  log.scrollUp(1);
  expect(log.state().away).toBeNull();
  log.scrollUp(1);
  expect(log.state().away).toEqual({ seq: STORED, ordinal: -1 });
});

test('a reader near the rows that would have to go keeps them; who is further down does not', () => {
  for (const { rowsLeft, stays } of [
    { rowsLeft: -10, stays: true },
    { rowsLeft: 1_999, stays: true },
    { rowsLeft: 2_000, stays: false },
    { rowsLeft: null, stays: false },
  ]) {
    const log = open();
    log.scrollUp(CAPACITY);
    const first = STORED + 1 - CAPACITY;
    expect(log.held()[0]).toBe(first);
    log.arrive(STORED + 1, STORED + 11, rowsLeft);
    expect([rowsLeft, log.state().away !== null]).toEqual([rowsLeft, stays]);
    expect(log.held()[0]).toBe(stays ? first : first + 10);
    expect(log.buffer.getSnapshot().lines).toBe(CAPACITY);
  }
});

test('the log’s last number is known wherever the window is, once its end was counted', () => {
  const log = open();
  log.scrollUp(2_000);
  expect(lastNumberOf(log.state())).toBeNull();
  log.send({ kind: 'numbered', from: { seq: 1, ordinal: 1 }, before: 5 });
  expect(lastNumberOf(log.state())).toBeNull();
  log.send({ kind: 'numbered', from: log.state().from, before: STORED - 2_000 });
  expect(lastNumberOf(log.state())).toBe(STORED);
  log.arrive(STORED + 1, STORED + 3);
  expect(lastNumberOf(log.state())).toBe(STORED + 2);

  log.goTo(1, 2_001);
  log.send({ kind: 'numbered', from: log.state().from, before: 0 });
  expect(log.buffer.numberOf(log.buffer.first)).toBe(1);
  log.arrive(STORED + 3, STORED + 8);
  expect(lastNumberOf(log.state())).toBe(STORED + 7);

  log.goTo(9_001, STORED + 8, { isLast: true });
  expect(lastNumberOf(log.state())).toBeNull();
  log.send({ kind: 'numbered', from: log.state().from, before: 9_000 });
  expect(lastNumberOf(log.state())).toBe(STORED + 7);
});

import { expect, test, vi } from 'vitest';
import { LogBuffer } from '../LogBuffer.ts';
import { isLine, type LogLineInput } from '../logRow.ts';
import type { FeedReader } from './feedTypes.ts';
import { LogWindow } from './LogWindow.ts';

const CAPACITY = 4_000;
/** What is stored when the window opens: sequences 1 to 10,000, each a line. */
const STORED = 10_000;

const line = (seq: number, ordinal: number): LogLineInput => ({
  time: seq,
  message: `line ${seq}`,
  level: 'info',
  seq,
  ordinal,
});
const lines = (from: number, to: number, zero: number) =>
  Array.from({ length: to - from }, (_, i) => line(from + i, from + i - zero));

const atEnd = (): FeedReader => ({ following: true, topRow: 0 });

/** A window at the end of the log. */
function open() {
  const buffer = new LogBuffer({ capacity: CAPACITY });
  const window = new LogWindow(buffer);
  window.open({ startSeq: 1, tailSeq: STORED + 1 });
  return { buffer, window };
}

/** Puts the page before what is held, as a reader of older lines does. */
function scrollUp(window: LogWindow, messages: number) {
  const before = window.extent()?.from.seq ?? 0;
  const from = Math.max(1, before - messages);
  const page = lines(from, before, STORED + 1);
  window.prepend({ lines: page, messages: page.length, from, span: messages, count: () => {} });
  window.tellOlder();
}

/** Lines as they come live. */
function arrive(window: LogWindow, from: number, to: number, reader = atEnd) {
  const live = Array.from({ length: to - from }, (_, i) =>
    window.placed(line(from + i, 0), undefined),
  );
  window.takeLive(live, reader);
}

const heldSeqs = (buffer: LogBuffer) =>
  [...buffer.rows()].map((row) => (isLine(row) ? row.seq : null));
const counted = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

test('whoever has seen all of a log that grows beyond the cap can load its start again', () => {
  const { buffer, window } = open();
  window.open({ startSeq: STORED - 2_999, tailSeq: STORED + 1 });
  scrollUp(window, 3_000);
  expect(window.state.older).toBe('nothing');
  const onChange = vi.fn();
  window.subscribe(onChange);
  arrive(window, STORED + 1, STORED + 1_001);
  expect(window.state.older).toBe('nothing');
  arrive(window, STORED + 1_001, STORED + 1_501);
  expect(buffer.getSnapshot().lines).toBe(CAPACITY);
  expect(window.state.older).toBe('more');
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(window.extent()?.from.seq).toBe(STORED - 2_999 + 500);
  expect(window.covers(STORED - 2_999)).toBe(false);
  expect(window.covers(STORED + 1_500)).toBe(true);
});

test('rows that a page below pushed out at the top can be loaded again', () => {
  const { window } = open();
  window.replace(lines(1, 3_001, 1), { seq: 1, ordinal: 0 });
  window.endAt({ seq: 3_001, ordinal: 3_000 });
  expect(window.state).toMatchObject({ older: 'nothing', newer: 'more' });
  window.append(lines(3_001, 5_001, 1));
  window.endAt({ seq: 5_001, ordinal: 5_000 });
  expect(window.state).toMatchObject({ older: 'more', newer: 'more' });
  expect(window.extent()?.from).toEqual({ seq: 1_001, ordinal: 1_000 });
});

test('older pages beyond the cap take the window from the end, and pages below lead back', () => {
  const { buffer, window } = open();
  while (window.extent()?.from.seq !== 1) scrollUp(window, 2_000);
  expect(heldSeqs(buffer)).toEqual(counted(1, CAPACITY + 1));
  expect(window.state).toMatchObject({ older: 'nothing', newer: 'more' });
  expect(window.away).toEqual({ seq: CAPACITY + 1, ordinal: CAPACITY - STORED });
  expect(window.covers(CAPACITY)).toBe(true);
  expect(window.covers(CAPACITY + 1)).toBe(false);

  // What comes meanwhile is counted, and not held.
  const { total } = buffer.getSnapshot();
  arrive(window, STORED + 1, STORED + 11);
  expect(buffer.getSnapshot()).toMatchObject({ lines: CAPACITY, total: total + 10 });
  expect(heldSeqs(buffer).at(-1)).toBe(CAPACITY);

  for (let away = window.away; away !== null; away = window.away) {
    window.hold();
    const to = Math.min(away.seq + 2_000, STORED + 11);
    window.append(lines(away.seq, to, STORED + 1));
    const next = { seq: to, ordinal: to - STORED - 1 };
    // The last page was under way as these came: one is in it, the other is not.
    if (to === STORED + 11) {
      arrive(window, STORED + 11, STORED + 12);
      window.attach(next);
    } else window.endAt(next);
    window.letGo();
  }
  expect(window.state).toMatchObject({ older: 'more', newer: 'nothing' });
  expect(heldSeqs(buffer)).toEqual(counted(STORED + 12 - CAPACITY, STORED + 12));
  arrive(window, STORED + 12, STORED + 14);
  expect(heldSeqs(buffer).at(-1)).toBe(STORED + 13);
  expect([...buffer.rows()].map((row) => isLine(row) && row.ordinal)).toEqual(
    counted(11 - CAPACITY + 2, 11 + 2),
  );
});

test('a page that pushes nothing out leaves the window at the end', () => {
  const { window } = open();
  scrollUp(window, 2_000);
  scrollUp(window, 1_999);
  expect(window.state).toMatchObject({ older: 'more', newer: 'nothing' });
  scrollUp(window, 1);
  expect(window.away).toBeNull();
  scrollUp(window, 1);
  expect(window.away).toEqual({ seq: STORED, ordinal: -1 });
});

test('a reader near the rows that would have to go keeps them; who is further down does not', () => {
  for (const { top, stays } of [
    { top: 0, stays: true },
    { top: 2_009, stays: true },
    { top: 2_010, stays: false },
    { top: 3_900, stays: false },
  ]) {
    const { buffer, window } = open();
    scrollUp(window, CAPACITY);
    const first = STORED + 1 - CAPACITY;
    expect(heldSeqs(buffer)[0]).toBe(first);
    arrive(window, STORED + 1, STORED + 11, () => ({
      following: false,
      topRow: buffer.first + top,
    }));
    expect([top, window.away === null]).toEqual([top, !stays]);
    expect(heldSeqs(buffer)[0]).toBe(stays ? first : first + 10);
    expect(buffer.getSnapshot().lines).toBe(CAPACITY);
  }
});

test('who follows is never kept back, and without history rows just go', () => {
  const { buffer, window } = open();
  scrollUp(window, CAPACITY);
  arrive(window, STORED + 1, STORED + 11);
  expect(window.away).toBeNull();

  const live = new LogWindow(buffer);
  arrive(live, STORED + 11, STORED + 21, () => ({ following: false, topRow: 0 }));
  expect(live.extent()).toBeNull();
  expect(live.state).toMatchObject({ older: 'nothing', newer: 'nothing' });
  expect(heldSeqs(buffer).at(-1)).toBe(STORED + 20);
});

test('the log’s last number is known wherever the window is, once its end was counted', () => {
  const { buffer, window } = open();
  scrollUp(window, 2_000);
  expect(window.lastNumber).toBeNull();
  buffer.setNumberOffset(STORED + 1);
  expect(window.lastNumber).toBe(STORED);
  arrive(window, STORED + 1, STORED + 3);
  expect(window.lastNumber).toBe(STORED + 2);

  window.replace(lines(1, 2_001, 1), { seq: 1, ordinal: 0 });
  window.endAt({ seq: 2_001, ordinal: 2_000 });
  window.tellOlder();
  expect(buffer.numberOf(buffer.first)).toBe(1);
  arrive(window, STORED + 3, STORED + 8);
  expect(window.lastNumber).toBe(STORED + 7);

  window.replace(lines(9_001, STORED + 8, STORED + 8), { seq: 9_001, ordinal: -1_007 });
  window.attach({ seq: STORED + 8, ordinal: 0 });
  expect(window.lastNumber).toBeNull();
  buffer.setNumberOffset(STORED + 8);
  expect(window.lastNumber).toBe(STORED + 7);
});

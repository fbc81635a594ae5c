import { afterEach, expect, test, vi } from 'vitest';
import { LogBuffer } from '../LogBuffer.ts';
import { isLine, PART_ORDER } from '../rows.ts';
import { LogFeed } from './LogFeed.ts';
import { delivery, fakeLog } from './testing/fakeLog.ts';

const CAPACITY = 12_000;
const STORED = 30_000;
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function start() {
  const log = fakeLog(STORED);
  const buffer = new LogBuffer({ capacity: CAPACITY });
  const feed = new LogFeed(log.source, buffer);
  feed.setReader(() => ({ following: true, topRow: 0 }));
  ends.push(feed.start());
  await vi.waitFor(() => expect(feed.lastNumber()).toBe(STORED));
  return { log, buffer, feed };
}

const seqs = (buffer: LogBuffer) => [...buffer.rows()].map((row) => (isLine(row) ? row.seq : null));
const behind = { ...delivery(STORED + 1).meta, behind: 50_000 };
// A pattern that spans two subjects has no event type.
const farBehind = { ...delivery(STORED + 1), meta: behind } as never;
/** First and last of the lines held, which follow one on another. */
function span(buffer: LogBuffer) {
  const held = seqs(buffer);
  const first = held[0] ?? 0;
  expect(held).toEqual(held.map((_, i) => first + i));
  return [first, held.at(-1)];
}

test('the end is loaded at first, and lines join it as they come', async () => {
  const { log, buffer, feed } = await start();
  expect(span(buffer)).toEqual([20_001, STORED]);
  log.publish(STORED + 500);
  expect(span(buffer)).toEqual([20_001, STORED + 500]);
  expect(buffer.numberOf(buffer.end - 1)).toBe(STORED + 500);
  expect(feed.lastNumber()).toBe(STORED + 500);
});

test('a page above does not join when what it would join was pushed out meanwhile', async () => {
  const { log, buffer, feed } = await start();
  log.publish(STORED + 1_500);
  const letGo = log.holdPages();
  const older = feed.loadOlder();
  // The reader went back to the end: the oldest lines make room.
  log.publish(STORED + 4_000);
  letGo();
  await older;
  expect(span(buffer)).toEqual([STORED + 4_001 - CAPACITY, STORED + 4_000]);
  expect(feed.getState()).toMatchObject({ older: 'more', newer: 'nothing' });
  await feed.loadOlder(2_000);
  expect(span(buffer)[0]).toBeLessThan(STORED + 4_001 - CAPACITY);
  expect(feed.getState()).toMatchObject({ older: 'more', newer: 'more' });
});

test('up to the first line and down to the last there is no hole, and no more than the cap', async () => {
  const { log, buffer, feed } = await start();
  while (feed.getState().older === 'more') {
    await feed.loadOlder();
    span(buffer);
    expect(buffer.getSnapshot().lines).toBeLessThanOrEqual(CAPACITY);
  }
  expect(span(buffer)).toEqual([1, CAPACITY]);
  expect(buffer.numberOf(buffer.first)).toBe(1);
  log.publish(STORED + 100);
  expect(feed.lastNumber()).toBe(STORED + 100);
  while (feed.getState().newer === 'more') {
    await feed.loadNewer();
    span(buffer);
    expect(buffer.getSnapshot().lines).toBeLessThanOrEqual(CAPACITY);
  }
  expect(span(buffer)).toEqual([STORED + 101 - CAPACITY, STORED + 100]);
  expect(buffer.numberOf(buffer.end - 1)).toBe(STORED + 100);
  log.publish(STORED + 101);
  expect(span(buffer)[1]).toBe(STORED + 101);
  expect(feed.getState()).toMatchObject({ older: 'more', newer: 'nothing' });
});

test('who goes elsewhere while an older page is read has not met a failure', async () => {
  const { log, buffer, feed } = await start();
  const letGo = log.holdPages();
  const older = feed.loadOlder();
  const going = feed.goToSeq(5_000);
  await older;
  expect(feed.getState().older).toBe('more');
  letGo();
  await going;
  const back = log.holdPages();
  const newer = feed.loadNewer();
  const goingOn = feed.goToSeq(1);
  await newer;
  expect(feed.getState().newer).toBe('more');
  back();
  await goingOn;
  expect(span(buffer)[0]).toBe(1);
  expect(feed.getState()).toMatchObject({ older: 'nothing', newer: 'more' });
});

test('lines without a sequence are found where they stand, also before and after a history', async () => {
  const log = fakeLog(null);
  const buffer = new LogBuffer();
  ends.push(new LogFeed(log.source, buffer).start());
  await vi.waitFor(() => expect(log.follows).toHaveLength(1));
  log.publishLive(300);
  log.publish(40);
  log.publishLive(20);
  const orders = Array.from({ length: buffer.end }, (_, index) => buffer.orderAt(index) ?? NaN);
  expect(orders).toHaveLength(360);
  expect(orders).toEqual([...new Set(orders)].toSorted((a, b) => a - b));
  expect(orders.map((order) => buffer.indexOf(order))).toEqual([...orders.keys()]);
  expect(buffer.indexOf(40)).toBe(339);
});

test('elsewhere, the log is as long as it is; back at its end, too', async () => {
  const { log, buffer, feed } = await start();
  await feed.goToSeq(5_000);
  expect(span(buffer)).toEqual([4_500, 6_999]);
  expect(feed.getState()).toMatchObject({ older: 'more', newer: 'more' });
  log.publish(STORED + 10);
  expect(feed.lastNumber()).toBe(STORED + 10);
  await vi.waitFor(() => expect(buffer.numberOf(buffer.first)).toBe(4_500));
  await feed.goToSeq(1);
  expect(span(buffer)[0]).toBe(1);
  await feed.goToEnd();
  expect(span(buffer)[1]).toBe(STORED + 10);
  expect(feed.getState().newer).toBe('nothing');
  await vi.waitFor(() => expect(feed.lastNumber()).toBe(STORED + 10));
});

/** A log whose messages have twenty lines each, so that not all fit into the buffer. */
async function startWide() {
  const log = fakeLog(1_000);
  const toLine: typeof log.source.toLine = (delivery) => {
    const line = log.source.toLine(delivery);
    return (
      line && {
        ...line,
        message: Array.from({ length: 20 }, (_, i) => `${line.message}.${i}`).join('\n'),
      }
    );
  };
  const buffer = new LogBuffer({ capacity: CAPACITY });
  const feed = new LogFeed({ ...log.source, toLine }, buffer);
  ends.push(feed.start());
  await vi.waitFor(() => expect(feed.lastNumber()).toBe(1_000));
  const messages = () => [...new Set(seqs(buffer))];
  return { log, buffer, feed, messages };
}

test('a log of messages of many lines opens at its end, and is whole wherever a reader goes', async () => {
  const { log, feed, messages } = await startWide();
  expect(messages().at(-1)).toBe(1_000);
  expect(messages()[0]).toBe(501);
  expect(feed.getState()).toMatchObject({ older: 'more', newer: 'nothing' });
  await feed.goToSeq(300);
  expect(messages()).toContain(300);
  expect(feed.getState()).toMatchObject({ older: 'more', newer: 'more' });
  log.publish(1_002);
  for (let i = 0; feed.getState().newer === 'more' && i < 10; i++) await feed.loadNewer();
  expect(messages().at(-1)).toBe(1_002);
  for (let i = 0; feed.getState().older === 'more' && i < 10; i++) await feed.loadOlder();
  expect(messages()[0]).toBe(1);
  expect(messages()).toEqual(messages().map((_, i) => i + 1));
});

test('a reader who follows far behind gets the newest page; the follow goes on after it', async () => {
  const { log, buffer, feed } = await start();
  const [first] = log.follows;
  log.store(STORED + 50_000);
  first?.observer.onEvents([farBehind]);
  expect(first?.isStopped).toBe(true);
  await vi.waitFor(() => expect(log.follows).toHaveLength(2));
  expect(log.follows[1]?.from).toEqual({ seq: STORED + 50_001 });
  expect(span(buffer)).toEqual([STORED + 40_001, STORED + 50_000]);
  expect(feed.getState()).toMatchObject({ older: 'more', newer: 'nothing' });
});

test('a reader who turns away meanwhile keeps their lines; the follow goes on where it was', async () => {
  const { log, buffer, feed } = await start();
  log.store(STORED + 50_000);
  log.follows[0]?.observer.onEvents([farBehind]);
  feed.setReader(() => ({ following: false, topRow: buffer.end }));
  await vi.waitFor(() => expect(log.follows).toHaveLength(2));
  expect(log.follows[1]?.from).toEqual({ seq: STORED + 2 });
  expect(span(buffer)).toEqual([20_001, STORED + 1]);
});

test('a follow that begins again further down reports no waiting, but a lost connection later', async () => {
  const log = fakeLog(STORED);
  const states: string[] = [];
  const feed = new LogFeed(log.source, new LogBuffer(), ({ phase }) => states.push(phase));
  ends.push(feed.start());
  await vi.waitFor(() => expect(feed.lastNumber()).toBe(STORED));
  const report = (follow: number, ...phases: ('waiting' | 'live')[]) => {
    for (const phase of phases) log.follows[follow]?.observer.onState({ phase });
  };
  report(0, 'waiting', 'live');
  log.follows[0]?.observer.onEvents([farBehind]);
  await vi.waitFor(() => expect(log.follows).toHaveLength(2));
  report(1, 'waiting', 'live', 'waiting');
  expect(states).toEqual(['waiting', 'live', 'live', 'waiting']);
});

test('messages of a thousand lines are loaded as needed, each line with its number and place', async () => {
  const log = fakeLog(100);
  const source = {
    ...log.source,
    toLine: (message: Parameters<typeof log.source.toLine>[0]) => {
      const line = log.source.toLine(message);
      if (line?.seq === undefined) return null;
      const first = (line.seq - 1) * 1_000 + 1;
      const texts = Array.from({ length: 1_000 }, (_, n) => `line ${first + n}`);
      return { ...line, message: texts.join('\n'), number: first };
    },
  };
  const buffer = new LogBuffer({ capacity: CAPACITY });
  const feed = new LogFeed(source, buffer);
  feed.setReader(() => ({ following: true, topRow: 0 }));
  ends.push(feed.start());
  await vi.waitFor(() => expect(feed.getState().phase).toBe('ready'));
  expect(feed.lastNumber()).toBe(100_000);
  const held = () =>
    [...buffer.rows()].map((row, i) => [
      isLine(row) && row.message,
      `line ${buffer.numberOf(buffer.first + i)}`,
    ]);
  const isRight = () => {
    for (const [text, number] of held()) expect(text).toBe(number);
  };
  isRight();
  expect(buffer.end - buffer.first).toBe(10_000);
  await feed.loadOlder();
  expect(buffer.numberOf(buffer.first)).toBeLessThan(90_000);
  await feed.goToSeq(41);
  const at = buffer.indexOf(41 + 499 * PART_ORDER) ?? -1;
  expect(buffer.numberOf(at)).toBe(40_500);
  isRight();
  expect(feed.lastNumber()).toBe(100_000);
  log.publish(101);
  expect(feed.lastNumber()).toBe(101_000);
  await feed.goToEnd();
  expect(buffer.numberOf(buffer.end - 1)).toBe(101_000);
  isRight();
  const numbers = held().map(([, number]) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
});

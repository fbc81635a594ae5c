import { afterEach, expect, test, vi } from 'vitest';
import { LogFeed } from '../feed/LogFeed.ts';
import { fakeLog } from '../feed/testing/fakeLog.ts';
import { LogBuffer } from '../LogBuffer.ts';
import { isLine, PART_ORDER } from '../rows.ts';
import { FoundRows } from './FoundRows.ts';
import { LogScan } from './LogScan.ts';
import type { Matcher } from './matcher.ts';
import { hitsIn } from './pattern.ts';

const STORED = 30_000;
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Every line whose number ends in 0. */
const tenths: Matcher = {
  match: (messages) =>
    Promise.resolve(messages.map((text) => (text.endsWith('0') ? [[0, [0, 4]]] : null))),
  close: () => {},
};

async function scan(capacity: number, lines = STORED) {
  const log = fakeLog(lines);
  const buffer = new LogBuffer();
  const feed = new LogFeed(log.source, buffer);
  ends.push(feed.start());
  await vi.waitFor(() => expect(feed.lastNumber()).toBe(lines));
  const matching = new FoundRows(new LogBuffer({ capacity }));
  const scan = new LogScan({
    ...{ buffer, feed, matching, matcher: tenths },
    levels: new Set(),
    ofLevels: null,
  });
  ends.push(scan.start());
  const seqs = () => [...matching.buffer.rows()].map((row) => (isLine(row) ? row.seq : null));
  return { log, scan, matching, seqs };
}

const tens = (from: number, to: number) =>
  Array.from({ length: (to - from) / 10 + 1 }, (_, i) => from + 10 * i);

test('all of a log is looked through, loaded or not, and what comes', async () => {
  const { log, scan: running, matching, seqs } = await scan(10_000);
  await vi.waitFor(() => expect(running.progress.phase).toBe('done'));
  expect(seqs()).toEqual(tens(10, STORED));
  log.publish(STORED + 20);
  await vi.waitFor(() => expect(running.hits.size).toBe(STORED / 10 + 2));
  expect(seqs()).toEqual(tens(10, STORED + 20));
  expect(running.hits.at(0)).toBe(10);
  expect(matching.leftOut).toBe(0);
});

test('results that are full hold the newest of what was found, without a hole', async () => {
  const { log, scan: running, matching, seqs } = await scan(1_234);
  await vi.waitFor(() => expect(running.progress.phase).toBe('done'));
  const first = STORED - 10 * 1_233;
  expect(seqs()).toEqual(tens(first, STORED));
  expect(running.hits.size).toBe(STORED / 10);
  expect(matching.leftOut).toBe(STORED / 10 - 1_234);
  log.publish(STORED + 50);
  await vi.waitFor(() => expect(running.hits.size).toBe(STORED / 10 + 5));
  expect(seqs()).toEqual(tens(first + 50, STORED + 50));
  expect(matching.leftOut).toBe(STORED / 10 + 5 - 1_234);
});

test('of messages with a thousand lines each matching line is found, and no other is kept', async () => {
  const log = fakeLog(40);
  const texts = (seq: number) =>
    Array.from({ length: 1_000 }, (_, n) => `${n % 100 === 7 ? 'hit' : 'miss'} ${seq}.${n}`);
  const source: typeof log.source = {
    ...log.source,
    toLine: (delivery) => {
      const line = log.source.toLine(delivery);
      const { seq = 0 } = line ?? {};
      return line && { ...line, message: texts(seq).join('\n'), number: (seq - 1) * 1_000 + 1 };
    },
  };
  const buffer = new LogBuffer({ capacity: 12_000 });
  const feed = new LogFeed(source, buffer);
  ends.push(feed.start());
  await vi.waitFor(() => expect(feed.getState().phase).toBe('ready'));
  const matching = new FoundRows();
  const matcher: Matcher = {
    match: (messages) => Promise.resolve(messages.map((text) => hitsIn(text, /hit/g, Infinity))),
    close: () => {},
  };
  const running = new LogScan({
    ...{ buffer, feed, matching, matcher, levels: new Set<never>(), ofLevels: null },
  });
  ends.push(running.start());
  await vi.waitFor(() => expect(running.progress.phase).toBe('done'));
  log.publish(41);
  await vi.waitFor(() => expect(running.hits.size).toBe(410));
  const found = [...matching.buffer.rows()].map((row) => isLine(row) && [row.number, row.message]);
  const wanted = Array.from({ length: 410 }, (_, n) => {
    const [seq, part] = [Math.floor(n / 10) + 1, (n % 10) * 100 + 7];
    return [(seq - 1) * 1_000 + part + 1, `hit ${seq}.${part}`];
  });
  expect(found).toEqual(wanted);
  expect(running.hits.at(11)).toBe(2 + 107 * PART_ORDER);
});

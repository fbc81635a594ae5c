import { afterEach, expect, test, vi } from 'vitest';
import { LogFeed } from '../feed/LogFeed.ts';
import { fakeLog } from '../feed/testing/fakeLog.ts';
import { LogBuffer } from '../LogBuffer.ts';
import { isLine } from '../rows.ts';
import { FoundRows } from './FoundRows.ts';
import { LogScan } from './LogScan.ts';
import type { Matcher } from './matcher.ts';

const STORED = 30_000;
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Every line whose number ends in 0. */
const tenths: Matcher = {
  match: (messages) =>
    Promise.resolve(messages.map((text) => (text.endsWith('0') ? [0, 4] : null))),
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

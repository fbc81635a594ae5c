import { beforeEach, describe, expect, test } from 'vitest';
import { createPartialLine, type PartialLine } from './partialLine.ts';
import { FakeClock } from '../../src/lib/messaging/testing/fakeClock.ts';

let clock: FakeClock;
let line: PartialLine;
/** What was sent, with the milliseconds since the beginning. */
let sent: [number, string][];
let text: string;
const show = (now: string) => {
  text = now;
  line.changed(() => text);
};

beforeEach(() => {
  clock = new FakeClock();
  const begun = clock.now();
  sent = [];
  line = createPartialLine((message) => sent.push([clock.now() - begun, message]), clock);
});

describe('an unfinished line', () => {
  test('is sent once it has stood for a moment, again every two seconds, and its end', async () => {
    show('prompt> ');
    await clock.advance(99);
    expect(sent).toEqual([]);
    await clock.advance(4_001);
    expect(sent).toEqual([
      [100, 'prompt> '],
      [2_100, 'prompt> '],
      [4_100, 'prompt> '],
    ]);
    line.end();
    expect(sent.at(-1)).toEqual([4_100, '']);
    await clock.advance(60_000);
    expect(sent).toHaveLength(4);
    expect(clock.pending).toBe(0);
  });

  test('that is redrawn all the time is sent ten times a second, its last state too', async () => {
    for (let n = 1; n <= 200; n++) {
      show(`${n}`);
      await clock.advance(10);
    }
    expect(sent.slice(0, 3).map(([at]) => at)).toEqual([100, 200, 300]);
    expect(sent.length).toBeLessThanOrEqual(20);
    await clock.advance(100);
    expect(sent.at(-1)?.[1]).toBe('200');
  });

  test('that changes after a rest is sent at once', async () => {
    show('10 %');
    await clock.advance(1_000);
    show('20 %');
    await clock.advance(0);
    expect(sent).toEqual([
      [100, '10 %'],
      [1_000, '20 %'],
    ]);
  });

  test('of a process that prints whole lines is never sent, however many', async () => {
    for (let n = 0; n < 10_000; n++) {
      show('half of the ne');
      await clock.advance(n % 3 === 0 ? 99 : 0);
      line.end();
    }
    await clock.advance(10_000);
    expect(sent).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('that is erased is gone, and may come back', async () => {
    show('working');
    await clock.advance(100);
    show('');
    await clock.advance(100);
    expect(sent).toEqual([
      [100, 'working'],
      [200, ''],
    ]);
    await clock.advance(10_000);
    expect(sent).toHaveLength(2);
    show('again');
    await clock.advance(100);
    expect(sent.at(-1)?.[1]).toBe('again');
    line.end();
    line.end();
    expect(sent.map(([, message]) => message)).toEqual(['working', '', 'again', '']);
  });
});

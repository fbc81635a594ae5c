import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { logLine } from '../../src/lib/log/eventRows.ts';
import { splitLine } from '../../src/lib/log/rows.ts';
import { FakeClock } from '../../src/lib/messaging/testing/fakeClock.ts';
import { createLogBatches, type GatheredLines } from './logBatches.ts';

interface Sent {
  readonly lines: GatheredLines;
  readonly where: string;
  readonly timestamp: number;
  readonly ack: () => void;
}

function open() {
  const clock = new FakeClock();
  const sent: Sent[] = [];
  const batches = createLogBatches<string>({
    clock,
    isSame: (a, b) => a === b,
    send: (lines, where, timestamp) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      sent.push({ lines, where, timestamp, ack: resolve });
      return promise;
    },
  });
  const info = (text: string, where = 'step') => batches.add(text, 'info', where);
  const messages = () => sent.map(({ lines }) => lines.message);
  return { clock, sent, batches, info, messages };
}

it('sends a lone line at once, and what follows with its ack', async () => {
  const { sent, info, messages } = open();
  info('a');
  expect(messages()).toEqual(['a']);
  info('b');
  info('c');
  expect(messages()).toEqual(['a']);
  sent[0]?.ack();
  await Promise.resolve();
  expect(messages()).toEqual(['a', 'b\nc']);
  expect(sent.map(({ lines }) => lines.line)).toEqual([1, 2]);
});

it('waits for an ack no longer than 10 ms', async () => {
  const { clock, info, messages } = open();
  info('a');
  info('b');
  await clock.advance(9);
  expect(messages()).toEqual(['a']);
  await clock.advance(1);
  expect(messages()).toEqual(['a', 'b']);
});

it('keeps lines of different steps apart, and in order', () => {
  const { batches, sent, info } = open();
  info('a');
  info('b', 'compile');
  info('c', 'compile');
  info('d', 'test');
  void batches.flush();
  expect(sent.map(({ lines, where }) => `${where}: ${lines.message}`)).toEqual([
    'step: a',
    'compile: b\nc',
    'test: d',
  ]);
});

it('fills events up to 64 KiB and 2,000 lines', () => {
  const { batches, sent, info, messages } = open();
  info('first');
  for (let n = 0; n < 10; n++) info('x'.repeat(10_000));
  for (let n = 0; n < 5_000; n++) info('');
  void batches.flush();
  const sizes = messages().map((message) => message.length);
  expect(Math.max(...sizes)).toBeGreaterThan(60_000);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * 1024 + 1);
  const counts = sent.map(({ lines }, i) => (sent[i + 1]?.lines.line ?? 5_012) - lines.line);
  expect(Math.max(...counts)).toBe(2_000);
});

it('settles a flush when everything is stored', async () => {
  const { batches, sent, info } = open();
  info('a');
  info('b');
  let isStored = false;
  void batches.flush().then(() => (isStored = true));
  sent[0]?.ack();
  await Promise.resolve();
  expect(isStored).toBe(false);
  sent[1]?.ack();
  await new Promise(setImmediate);
  expect(isStored).toBe(true);
});

it('carries each line, its level, its time and its number, as a log shows them', async () => {
  const printed = fc.array(
    fc.record({
      text: fc.oneof(
        fc.constant(''),
        fc.string().map((text) => text.replace(/[\r\n]/g, ' ')),
      ),
      level: fc.constantFrom('debug' as const, 'info' as const, 'warn' as const, 'error' as const),
      where: fc.constantFrom('a', 'a', 'a', 'b'),
      pauseMs: fc.constantFrom(0, 0, 0, 1, 7),
    }),
    { minLength: 1 },
  );
  await fc.assert(
    fc.asyncProperty(printed, async (lines) => {
      const { clock, batches, sent } = open();
      const times: number[] = [];
      for (const { text, level, where, pauseMs } of lines) {
        await clock.advance(pauseMs);
        times.push(clock.now());
        batches.add(text, level, where);
      }
      void batches.flush();
      const shown = sent.flatMap(({ lines: data, timestamp }, seq) =>
        splitLine(logLine({ timestamp, data }, seq)),
      );
      expect(
        shown.map(({ message, level, time, number }) => [message, level, time, number]),
      ).toEqual(lines.map(({ text, level }, i) => [text, level, times[i], i + 1]));
    }),
  );
});

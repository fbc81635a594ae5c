import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { PACES } from './FrameListeners.ts';
import { LogBuffer } from './LogBuffer.ts';
import { isLine, type LogLineInput } from './rows.ts';

const line = (message: string, more: Partial<LogLineInput> = {}): LogLineInput => ({
  time: 0,
  message,
  level: 'info',
  ...more,
});

const FRAME_MS = 16;

/** A frame that ends when the test says so. */
function frames() {
  const waiting = new Set<(now: number) => void>();
  let now = 0;
  return {
    waiting,
    schedule: (flush: (now: number) => void) => {
      waiting.add(flush);
      return () => void waiting.delete(flush);
    },
    end(durationMs = FRAME_MS) {
      now += durationMs;
      const due = [...waiting];
      waiting.clear();
      for (const flush of due) flush(now);
    },
  };
}

const held = (buffer: LogBuffer) =>
  [...buffer.rows()].map((row) => (isLine(row) ? row.message : `-- ${row.text}`));

describe('the ring', () => {
  test('keeps the newest rows in order and counts the dropped', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(
          fc.array(
            fc.string().map((s) => s.replaceAll('\n', '')),
            { maxLength: 12 },
          ),
        ),
        (capacity, batches) => {
          const buffer = new LogBuffer({ capacity });
          for (const batch of batches) buffer.append(batch.map((text) => line(text)));
          const all = batches.flat();
          const { first, end, dropped, lines } = buffer.getSnapshot();
          expect(held(buffer)).toEqual(all.slice(-capacity));
          expect({ end, dropped, lines }).toEqual({
            end: all.length,
            dropped: Math.max(0, all.length - capacity),
            lines: Math.min(all.length, capacity),
          });
          for (let i = first; i < end; i++) {
            expect(buffer.get(i)).toMatchObject({ message: all[i] });
            expect(buffer.numberOf(i)).toBe(i + 1);
          }
          expect(buffer.get(first - 1)).toBeUndefined();
          expect(buffer.get(end)).toBeUndefined();
        },
      ),
    );
  });

  test('counts levels of the lines it holds', () => {
    const buffer = new LogBuffer({ capacity: 2 });
    buffer.append([line('a', { level: 'error' }), line('b', { level: 'warn' })]);
    expect(buffer.getSnapshot().counts).toMatchObject({ error: 1, warn: 1 });
    buffer.append([line('c')]);
    expect(buffer.getSnapshot().counts).toEqual({ debug: 0, info: 1, warn: 1, error: 0 });
  });

  test('takes 100,000 lines in one call without slowing down by size', () => {
    const buffer = new LogBuffer();
    const burst = Array.from({ length: 250_000 }, (_, i) => line(`${i}`));
    buffer.append(burst);
    expect(buffer.getSnapshot()).toMatchObject({ first: 150_000, end: 250_000, lines: 100_000 });
  });
});

describe('rows', () => {
  test('a message of several lines becomes several lines', () => {
    const buffer = new LogBuffer();
    buffer.append([line('Error: no\n  at a\r\n  at b\n'), line('\n'), line('end')]);
    expect(held(buffer)).toEqual(['Error: no', '  at a', '  at b', '', 'end']);
  });

  test('markers take no line number', () => {
    const buffer = new LogBuffer();
    buffer.append([line('a'), { kind: 'marker', text: '3 lines missed', time: 0 }, line('b')]);
    expect(held(buffer)).toEqual(['a', '-- 3 lines missed', 'b']);
    expect(buffer.getSnapshot().lines).toBe(2);
    expect(buffer.numberOf(2)).toBe(2);
  });

  test('a row is found by its sequence, between markers, gaps and drops', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 60 }),
        (isMarker, capacity, split) => {
          const buffer = new LogBuffer({ capacity });
          const rows = isMarker.map((m, i) =>
            m && i >= split
              ? { kind: 'marker' as const, text: '', time: 0 }
              : line('x', { seq: 10 + 2 * i, ordinal: i }),
          );
          buffer.append(rows.slice(split));
          buffer.prepend(rows.slice(0, split));
          let last = -1;
          for (let i = buffer.first; i < buffer.end; i++) {
            const row = buffer.get(i);
            if (row === undefined || !isLine(row) || row.seq === undefined) continue;
            expect(buffer.indexOf(row.seq)).toBe(i);
            expect(row.seq).toBeGreaterThan(last);
            last = row.seq;
          }
          expect(buffer.indexOf(10 + 2 * isMarker.length)).toBeUndefined();
        },
      ),
    );
  });

  test('older rows go before the first; when it is full, the newest make room', () => {
    const buffer = new LogBuffer({ capacity: 4 });
    buffer.append([line('c', { ordinal: 0 }), line('d', { ordinal: 1, level: 'error' })]);
    buffer.prepend([line('a', { ordinal: -2 }), line('b', { ordinal: -1 })]);
    expect(held(buffer)).toEqual(['a', 'b', 'c', 'd']);
    expect(buffer.get(-2)).toMatchObject({ message: 'a' });
    expect(buffer.numberOf(-2)).toBe(0);
    buffer.setNumberOffset(5);
    expect([-2, 0, 1].map((i) => buffer.numberOf(i))).toEqual([3, 5, 6]);
    buffer.prepend([line('z', { ordinal: -3 })]);
    expect(held(buffer)).toEqual(['z', 'a', 'b', 'c']);
    expect(buffer.getSnapshot()).toMatchObject({ lines: 4, dropped: 0, total: 2 });
    expect(buffer.getSnapshot().counts.error).toBe(0);
    buffer.append([line('e')]);
    expect(held(buffer)).toEqual(['a', 'b', 'c', 'e']);
  });

  test('another part of the log gets indexes of its own, and is no arrival', () => {
    const buffer = new LogBuffer();
    buffer.append([line('a'), line('b')]);
    buffer.replace([line('x')]);
    expect(held(buffer)).toEqual(['x']);
    expect(buffer.get(0)).toBeUndefined();
    expect(buffer.getSnapshot()).toMatchObject({ first: 2, end: 3, total: 2, generation: 0 });
    buffer.noteArrived(7);
    expect(buffer.getSnapshot().total).toBe(9);
  });

  test('the further rows of a message have no number of their own', () => {
    const buffer = new LogBuffer();
    buffer.setNumberOffset(1);
    buffer.append([line('a\nb', { ordinal: 0, seq: 3 }), line('c', { ordinal: 1, seq: 4 })]);
    expect([0, 1, 2].map((i) => buffer.numberOf(i))).toEqual([1, 0, 2]);
    expect(buffer.indexOf(3)).toBe(0);
    expect(buffer.indexOf(4)).toBe(2);
  });
});

describe('subscribers', () => {
  test('hear once per frame, however many appends there were', () => {
    const frame = frames();
    const buffer = new LogBuffer({ schedule: frame.schedule });
    const before = buffer.getSnapshot();
    const onChange = vi.fn();
    buffer.subscribe(onChange);
    for (let i = 0; i < 50; i++) buffer.append([line(`${i}`)]);
    expect(onChange).not.toHaveBeenCalled();
    expect(buffer.getSnapshot()).toBe(before);
    frame.end();
    expect(onChange).toHaveBeenCalledTimes(1);
    const after = buffer.getSnapshot();
    expect(after.end).toBe(50);
    expect(buffer.getSnapshot()).toBe(after);
    frame.end();
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  test('hear less often during a burst, and at the next frame once it is over', () => {
    const frame = frames();
    const buffer = new LogBuffer({ schedule: frame.schedule });
    const onChange = vi.fn();
    buffer.subscribe(onChange);
    const [{ linesPerMs, pauseMs }] = PACES;
    const burst = Array.from({ length: 2 * linesPerMs * FRAME_MS }, () => line('x'));
    const step = () => {
      buffer.append(burst);
      frame.end();
    };
    step();
    expect(onChange).toHaveBeenCalledTimes(1);
    const held = Math.ceil(pauseMs / FRAME_MS);
    for (let i = 1; i < held; i++) step();
    expect(onChange).toHaveBeenCalledTimes(1);
    step();
    expect(onChange).toHaveBeenCalledTimes(2);
    step();
    // Nothing more comes, so it is no burst before long.
    while (frame.waiting.size > 0) frame.end();
    expect(onChange).toHaveBeenCalledTimes(3);
    expect(buffer.getSnapshot().end).toBe((held + 2) * burst.length);
  });

  test('hear at every frame of what comes fast but no faster than it is read', () => {
    const frame = frames();
    const buffer = new LogBuffer({ schedule: frame.schedule });
    const onChange = vi.fn();
    buffer.subscribe(onChange);
    const linesPerMs = Math.min(...PACES.map((pace) => pace.linesPerMs));
    for (let i = 1; i <= 10; i++) {
      buffer.append(Array.from({ length: linesPerMs * FRAME_MS }, () => line('x')));
      frame.end();
      expect(onChange).toHaveBeenCalledTimes(i);
    }
    // A frame that was late brings more lines, at no higher rate.
    buffer.append(Array.from({ length: 5 * linesPerMs * FRAME_MS }, () => line('x')));
    frame.end(5 * FRAME_MS);
    expect(onChange).toHaveBeenCalledTimes(11);
    expect(frame.waiting.size).toBe(0);
  });

  test('are notified of what came before they subscribed', () => {
    const frame = frames();
    const buffer = new LogBuffer({ schedule: frame.schedule });
    buffer.getSnapshot();
    buffer.append([line('a')]);
    const onChange = vi.fn();
    buffer.subscribe(onChange);
    frame.end();
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  test('leave no frame behind', () => {
    const frame = frames();
    const buffer = new LogBuffer({ schedule: frame.schedule });
    const leave = buffer.subscribe(() => {});
    buffer.append([line('a')]);
    leave();
    expect(frame.waiting.size).toBe(0);
    expect(buffer.getSnapshot().end).toBe(1);
  });

  test('see an empty log of a new generation after clear', () => {
    const frame = frames();
    const buffer = new LogBuffer({ schedule: frame.schedule });
    buffer.append([line('a', { step: 's' })]);
    const { generation } = buffer.getSnapshot();
    buffer.subscribe(() => {});
    buffer.clear();
    frame.end();
    expect(buffer.getSnapshot()).toMatchObject({ first: 0, end: 0, lines: 0 });
    expect(buffer.getSnapshot().generation).toBeGreaterThan(generation);
    buffer.append([line('b')]);
    frame.end();
    expect(held(buffer)).toEqual(['b']);
  });
});

describe('messages of many lines', () => {
  const message = (seq: number, lines: number, number?: number): LogLineInput => ({
    ...{ seq, ordinal: seq, time: 0, level: 'info', number },
    message: Array.from({ length: lines }, (_, n) => `${seq}.${n}`).join('\n'),
  });
  const seqs = (buffer: LogBuffer) =>
    [...buffer.rows()].map((row) => (isLine(row) ? row.message : row.text));

  test('go as a whole when they make room, so that they can be loaded again', () => {
    const buffer = new LogBuffer({ capacity: 6 });
    buffer.append([message(1, 4), message(2, 2), message(3, 1)]);
    expect(seqs(buffer)).toEqual(['2.0', '2.1', '3.0']);
    expect(buffer.getSnapshot()).toMatchObject({ lines: 3, dropped: 4, counts: { info: 3 } });
    buffer.prepend([message(0, 4)]);
    expect(seqs(buffer)).toEqual(['0.0', '0.1', '0.2', '0.3', '2.0', '2.1']);
    buffer.prepend([message(-1, 1)]);
    expect(seqs(buffer)).toEqual(['-1.0', '0.0', '0.1', '0.2', '0.3']);
  });

  test('that are bigger than the buffer leave their end', () => {
    const buffer = new LogBuffer({ capacity: 3 });
    buffer.append([message(1, 5)]);
    expect(seqs(buffer)).toEqual(['1.2', '1.3', '1.4']);
  });

  test('are found line by line, by the numbers that their publisher gave', () => {
    const buffer = new LogBuffer();
    buffer.append([message(1, 3, 101), message(2, 2, 104)]);
    const indexes = [0, 1, 2, 3, 4];
    expect(indexes.map((index) => buffer.numberOf(index))).toEqual([101, 102, 103, 104, 105]);
    const orders = indexes.map((index) => buffer.orderAt(index) ?? 0);
    expect(orders.toSorted((a, b) => a - b)).toEqual(orders);
    expect(orders.map((order) => buffer.indexOf(order))).toEqual(indexes);
    expect(buffer.indexOf(2)).toBe(3);
  });
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LogBuffer } from '../../../lib/log/LogBuffer.ts';
import { createCalm } from './useCalmSnapshot.ts';

let endFrame = () => {};
let buffer: LogBuffer;

beforeEach(() => {
  vi.useFakeTimers();
  buffer = new LogBuffer({
    schedule: (flush) => {
      endFrame = () => flush(performance.now());
      return () => {};
    },
  });
});
afterEach(() => vi.useRealTimers());

/** Somebody who listens, as a component does. */
function listen() {
  const calm = createCalm(buffer);
  calm.getSnapshot();
  const onChange = vi.fn();
  return { calm, onChange, leave: calm.subscribe(onChange) };
}

const add = (count: number) => {
  buffer.append(
    Array.from({ length: count }, () => ({ time: 0, message: 'x', level: 'info' as const })),
  );
  endFrame();
};

test('the first lines are reported at once, further ones later and together', () => {
  const { calm, onChange, leave } = listen();
  add(1);
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(calm.getSnapshot().lines).toBe(1);
  for (let frame = 0; frame < 10; frame++) {
    add(5);
    vi.advanceTimersByTime(16);
  }
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(calm.getSnapshot().lines).toBe(1);
  vi.advanceTimersByTime(250);
  expect(onChange).toHaveBeenCalledTimes(2);
  expect(calm.getSnapshot().lines).toBe(51);
  leave();
});

test('a cleared log is reported at once; nothing is reported after unsubscribing', () => {
  const { calm, onChange, leave } = listen();
  add(3);
  buffer.clear();
  endFrame();
  expect(calm.getSnapshot().lines).toBe(0);
  add(1);
  add(1);
  onChange.mockClear();
  leave();
  vi.advanceTimersByTime(1_000);
  expect(onChange).not.toHaveBeenCalled();
});

test('what came before a subscription is reported', () => {
  const calm = createCalm(buffer);
  expect(calm.getSnapshot().lines).toBe(0);
  buffer.append([{ time: 0, message: 'x', level: 'info' }]);
  const leave = calm.subscribe(() => {});
  endFrame();
  expect(calm.getSnapshot().lines).toBe(1);
  leave();
});

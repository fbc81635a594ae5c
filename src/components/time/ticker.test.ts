import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTicker } from './ticker.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('one timer serves all subscribers and ends with the last', () => {
  const subscribe = createTicker(1000);
  const a = vi.fn();
  const b = vi.fn();
  const leaveA = subscribe(a);
  const leaveB = subscribe(b);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(2000);
  expect([a.mock.calls.length, b.mock.calls.length]).toEqual([2, 2]);
  leaveA();
  leaveA();
  vi.advanceTimersByTime(1000);
  expect([a.mock.calls.length, b.mock.calls.length]).toEqual([2, 3]);
  leaveB();
  expect(vi.getTimerCount()).toBe(0);
  subscribe(a);
  expect(vi.getTimerCount()).toBe(1);
});

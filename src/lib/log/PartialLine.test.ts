import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PartialLine } from './PartialLine.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('an unfinished line is replaced in place, and gone when the line itself is there', () => {
  const partial = new PartialLine();
  const onChange = vi.fn();
  partial.subscribe(onChange);
  partial.show('10 %', 100);
  partial.show('20 %', 200);
  partial.show('20 %', 300);
  expect(partial.getText()).toBe('20 %');
  expect(onChange).toHaveBeenCalledTimes(2);
  // Lines from before it, loaded or late, leave it alone.
  partial.lineCame(299);
  expect(partial.getText()).toBe('20 %');
  partial.lineCame(300);
  expect(partial.getText()).toBe('');
  // What was sent before its line, and comes after it, says nothing any more.
  partial.show('20 %', 250);
  expect(partial.getText()).toBe('');
  partial.show('next', 300);
  expect(partial.getText()).toBe('next');
});

test('its end leaves it for the moment until the line itself comes', () => {
  const partial = new PartialLine();
  partial.show('prompt> ', 100);
  partial.show('', 200);
  expect(partial.getText()).toBe('prompt> ');
  vi.advanceTimersByTime(250);
  expect(partial.getText()).toBe('');
  partial.show('prompt> ', 300);
  partial.show('', 310);
  partial.show('again', 320);
  vi.advanceTimersByTime(5_999);
  expect(partial.getText()).toBe('again');
});

test('it goes when it is not repeated, and with its log', () => {
  const partial = new PartialLine();
  partial.show('prompt> ', 100);
  vi.advanceTimersByTime(5_000);
  partial.show('prompt> ', 2_100);
  vi.advanceTimersByTime(5_999);
  expect(partial.getText()).toBe('prompt> ');
  vi.advanceTimersByTime(1);
  expect(partial.getText()).toBe('');
  partial.lineCame(9_000);
  partial.reset();
  partial.show('of another log', 1);
  expect(partial.getText()).toBe('of another log');
  partial.reset();
  expect(partial.getText()).toBe('');
});

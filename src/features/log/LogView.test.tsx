// @vitest-environment jsdom
// jsdom has no layout: what depends on scrolling is tested in a real browser, in e2e.
import { act, cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hullOf, messageRange } from '../../lib/log/lineRange.ts';
import { LogBuffer } from '../../lib/log/LogBuffer.ts';
import { type LogLineInput } from '../../lib/log/rows.ts';
import { LogView } from './LogView.tsx';
import { defaultLogView } from '../../lib/log/viewState.ts';

let endFrame = () => {};
let buffer: LogBuffer;

beforeEach(() => {
  buffer = new LogBuffer({
    schedule: (flush) => {
      endFrame = () => flush(performance.now());
      return () => {};
    },
  });
});
afterEach(cleanup);

const line = (message: string, more: Partial<LogLineInput> = {}): LogLineInput => ({
  time: 1000,
  message,
  level: 'info',
  ...more,
});
const view = (props = {}) =>
  render(<LogView buffer={buffer} label="Build log" emptyText="No lines yet." {...props} />);
const log = () => screen.getByRole('log', { name: 'Build log' });

test('lines are text inside the log and come with the frame', () => {
  view();
  expect(log().textContent).toBe('No lines yet.');
  buffer.append([line('\x1b[32mok\x1b[0m <b>bold</b>'), { kind: 'marker', text: 'test', time: 0 }]);
  expect(log().textContent).toBe('No lines yet.');
  act(() => endFrame());
  expect(within(log()).getByText('test')).toBeTruthy();
  expect(log().textContent).toBe('ok <b>bold</b>test');
  expect(log().querySelector('b')).toBeNull();
});

test('number and time are no part of the text', async () => {
  buffer.append([line('hello', { time: 3500 })]);
  view({ startTime: 1000 });
  await userEvent.click(screen.getByRole('button', { name: 'Time: off' }));
  await userEvent.click(screen.getByRole('button', { name: 'Time: clock' }));
  expect(log().textContent).toBe('hello');
  expect(log().querySelector('[data-time]')?.getAttribute('data-time')).toBe('+0:02.500');
  expect(log().querySelector('[data-n]')?.getAttribute('data-n')).toBe('1');
});

test('links open elsewhere without handing over this page', () => {
  buffer.append([line('see https://a.example/x and javascript:alert(1)')]);
  view();
  const link = within(log()).getByRole('link');
  expect(link.getAttribute('href')).toBe('https://a.example/x');
  expect(link.getAttribute('rel')).toBe('noopener noreferrer');
  expect(link.getAttribute('target')).toBe('_blank');
});

test('Follow starts on; off, it counts what comes and leads back', async () => {
  buffer.append([line('a')]);
  view();
  const follow = screen.getByRole('button', { name: 'Follow' });
  expect(follow.getAttribute('aria-pressed')).toBe('true');
  await userEvent.click(follow);
  expect(follow.getAttribute('aria-pressed')).toBe('false');
  buffer.append(Array.from({ length: 312 }, (_, i) => line(`${i}`)));
  act(() => endFrame());
  await userEvent.click(screen.getByRole('button', { name: '312 new lines' }));
  expect(follow.getAttribute('aria-pressed')).toBe('true');
  expect(screen.queryByRole('button', { name: /new line/ })).toBeNull();
});

test('only a part of a long log is in the page, the end while following', () => {
  buffer.append(Array.from({ length: 5000 }, (_, i) => line(`line ${i}`)));
  view();
  expect(log().querySelectorAll('[data-n]').length).toBeLessThan(150);
  expect(within(log()).getByText('line 4999')).toBeTruthy();
});

test('a huge line shows its beginning and offers the rest', () => {
  buffer.append([line('x'.repeat(1_048_576))]);
  view();
  expect(log().textContent.length).toBeLessThan(11_000);
  expect(within(log()).getByRole('button', { name: 'Show all (1.0 MB)' })).toBeTruthy();
});

test('loading is not empty', () => {
  view({ state: 'loading' });
  expect(log().getAttribute('aria-busy')).toBe('true');
  expect(screen.queryByText(/lines$/)).toBeNull();
  expect(log().textContent).toBe('');
});

test('screen readers hear totals, not lines', () => {
  vi.useFakeTimers();
  try {
    buffer.append([line('a'), line('b', { level: 'error' })]);
    view();
    expect(log().getAttribute('aria-live')).toBe('off');
    act(() => void vi.advanceTimersByTime(10_000));
    const polite = document.querySelector('[aria-live="polite"]');
    expect(polite?.textContent).toBe('2 lines, 1 error');
  } finally {
    vi.useRealTimers();
  }
});

test('a pressed line number selects a line, with Shift a range; other presses do not', async () => {
  const onView = vi.fn();
  buffer.append([line('a', { seq: 7 }), line('b', { seq: 9 })]);
  const chosen = { ...defaultLogView, lines: messageRange(9) };
  view({ onView, view: chosen });
  const rows = log().querySelectorAll('[data-n]');
  expect(rows[1]?.hasAttribute('data-selected')).toBe(true);
  await userEvent.click(within(log()).getByText('a'));
  expect(onView).not.toHaveBeenCalled();
  await userEvent.click(rows[0] as Element);
  expect(onView).toHaveBeenCalledWith({ ...chosen, lines: messageRange(7) });
  const user = userEvent.setup();
  await user.keyboard('{Shift>}');
  await user.click(rows[0] as Element);
  expect(onView).toHaveBeenLastCalledWith({
    ...chosen,
    lines: hullOf(messageRange(7), messageRange(9)),
  });
});

test('keys work in the log, and never while somebody types', async () => {
  buffer.append([line('a')]);
  view();
  const follow = screen.getByRole('button', { name: 'Follow' });
  log().focus();
  await userEvent.keyboard('f');
  expect(follow.getAttribute('aria-pressed')).toBe('false');
  await userEvent.keyboard('/');
  const field = screen.getByRole('searchbox', { name: 'Search the log' });
  expect(document.activeElement).toBe(field);
  await userEvent.keyboard('fw');
  expect(follow.getAttribute('aria-pressed')).toBe('false');
  expect((field as HTMLInputElement).value).toBe('fw');
  await userEvent.keyboard('{Escape}');
  expect((field as HTMLInputElement).value).toBe('');
  expect(document.activeElement).toBe(log());
  await userEvent.keyboard('G');
  expect(follow.getAttribute('aria-pressed')).toBe('true');
});

test('a level that is pressed leaves only its lines', async () => {
  buffer.append([line('fine'), line('broken', { level: 'error' }), line('odd', { level: 'warn' })]);
  view();
  await userEvent.click(screen.getByRole('button', { name: 'Errors, 1' }));
  await within(log()).findByText('broken');
  expect(log().textContent).toBe('broken');
  await userEvent.click(screen.getByRole('button', { name: 'Errors, 1' }));
  expect(log().textContent).toBe('finebrokenodd');
});

test('the log is counted once: all of a log that is whole is loaded', () => {
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  try {
    const grow = (at: number, text: string) => {
      now = at;
      buffer.append([line(text)]);
      act(() => endFrame());
    };
    buffer.append([line('one')]);
    const props = { buffer, label: 'Build log', emptyText: 'No lines yet.' };
    const { rerender } = render(<LogView {...props} />);
    grow(1_000, 'two');
    // From here on the rows have heads: they are another source of the same lines.
    now = 1_100;
    rerender(<LogView {...props} steps={{}} />);
    grow(1_100, 'three');
    grow(1_260, 'four');
    expect(screen.getByText(/lines$/).textContent).toBe('4 lines');
  } finally {
    clock.mockRestore();
  }
});

test('a log that fits into its view has no end to go to', async () => {
  buffer.append([line('a')]);
  view();
  const layout = { clientHeight: 400, scrollHeight: 400 };
  for (const name of ['clientHeight', 'scrollHeight'] as const) {
    Object.defineProperty(log(), name, { get: () => layout[name] });
  }
  await userEvent.click(screen.getByRole('button', { name: 'Follow' }));
  expect(screen.queryByText('Paused')).toBeNull();
  layout.scrollHeight = 420;
  buffer.append([line('b')]);
  act(() => endFrame());
  expect(screen.getByText('Paused')).toBeTruthy();
});

// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useHeld } from './useHeld.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function Target({ id, onAct }: { id: string; onAct: (id: string) => void }) {
  const { held, onPress } = useHeld(id, id, (before, now) => now.startsWith(before));
  return (
    <button
      type="button"
      onClick={() => {
        onPress();
        onAct(held);
      }}
    >
      {held}
    </button>
  );
}

const press = () => act(() => screen.getByRole('button').click());
const pass = (ms: number) =>
  act(() => {
    vi.advanceTimersByTime(ms);
  });
const shown = () => screen.getByRole('button').textContent;

test('a press right after a change still means what was there before', () => {
  const acted: string[] = [];
  const { rerender } = render(<Target id="one" onAct={(id) => acted.push(id)} />);
  rerender(<Target id="two" onAct={(id) => acted.push(id)} />);
  pass(600);
  press();
  // The hand is still there: what comes next waits for it.
  pass(1_400);
  press();
  expect(acted).toEqual(['one', 'one']);
  pass(1_500);
  press();
  expect(acted).toEqual(['one', 'one', 'two']);
});

test('the newest value is shown once the hand is gone, however many there were meanwhile', () => {
  const { rerender } = render(<Target id="one" onAct={() => {}} />);
  for (const id of ['two', 'three', 'four']) rerender(<Target id={id} onAct={() => {}} />);
  expect(shown()).toBe('one');
  pass(700);
  expect(shown()).toBe('four');
});

test('a change that takes nothing away shows at once', () => {
  const { rerender } = render(<Target id="one" onAct={() => {}} />);
  rerender(<Target id="one more" onAct={() => {}} />);
  expect(shown()).toBe('one more');
});

// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { BuildTrend } from './BuildTrend.tsx';
import type { Build } from '../model/model.ts';
import { completed, running } from '../testing/builds.ts';

afterEach(cleanup);

let keys = 0;
const passed = (durationMs: number, more: Partial<Build> = {}): Build => ({
  ...completed(`build-${(keys += 1)}`, 1_000, durationMs, []),
  ...more,
});
const failed = (more: Partial<Build> = {}) => passed(9_000, { status: 'failed', ...more });
const words = (builds: readonly Build[], max?: number) => {
  const { container } = render(
    <BuildTrend builds={builds} {...(max === undefined ? {} : { max })} />,
  );
  return container.querySelector('p')?.textContent ?? null;
};
const bars = () => document.querySelectorAll('title').length;

it('counts every build of the list that it is above', () => {
  const retry = passed(1_000, { fromStep: 'Test', retryOf: 'build-1' });
  expect(words([retry, failed(), failed(), passed(40_000)])).toBe(
    'Last 4 builds · 2 failed · usually 40.0s (without 1 retry from a step) · the last that passed as usual',
  );
  expect(bars()).toBe(4);
});

it('says what was cancelled or is under way, also without a duration', () => {
  const cancelled = passed(0, { status: 'cancelled', durationMs: null });
  const left = { ...running('l', 1, []), superseded: true };
  expect(words([running('r', 1, []), left, cancelled, passed(40_000), passed(40_000)])).toMatch(
    /^Last 5 builds · 1 cancelled · 1 under way · 1 without a result · usually 40.0s · /,
  );
  expect(bars()).toBe(2);
});

it('is about no more builds than are listed', () => {
  const five = Array.from({ length: 5 }, () => passed(40_000));
  expect(words([...five, failed()], 5)).toMatch(/^Last 5 builds · all passed · /);
  expect(screen.getByRole('img').getAttribute('aria-label')).toMatch(
    /^Durations of the last 5 builds: all passed, /,
  );
});

it('is nothing for fewer than two durations', () => {
  expect(words([passed(1), running('r', 1, [])])).toBeNull();
});

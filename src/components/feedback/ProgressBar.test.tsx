// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { ProgressBar } from './ProgressBar.tsx';

afterEach(cleanup);

test.each([
  [0, '0'],
  [42.4, '42'],
  [100, '100'],
  [-3, '0'],
  [250, '100'],
])('%d shows as %s', (value, now) => {
  render(<ProgressBar label="Build progress" value={value} />);
  const bar = screen.getByRole('progressbar', { name: 'Build progress' });
  expect(bar.getAttribute('aria-valuenow')).toBe(now);
});

test.each([null, Number.NaN])('%s has no value: it is not known how far', (value) => {
  render(<ProgressBar label="Build progress" value={value} />);
  expect(screen.getByRole('progressbar').hasAttribute('aria-valuenow')).toBe(false);
});

test('what ended before it got anywhere is seen all the same', () => {
  render(<ProgressBar label="Build progress" value={0} tone="failed" isOver />);
  const bar = screen.getByRole('progressbar');
  expect(bar.getAttribute('aria-valuenow')).toBe('0');
  expect(bar.querySelector('div')?.style.transform).toBe('translateX(-97%)');
});

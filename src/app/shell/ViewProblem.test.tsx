// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Gap } from '../../lib/messaging/index.ts';
import { ViewProblem } from './ViewProblem.tsx';

const live = { phase: 'live', error: null, isReady: true, hasOlder: false } as const;

test.each<[Gap['reason'], RegExp]>([
  ['expired', /removed events that this page had not read/],
  ['stream-recreated', /history was recreated/],
  ['offline-without-history', /keeps no history/],
])('events that are missing are said to be: %s', (reason, text) => {
  render(<ViewProblem status={{ ...live, gap: { reason, missing: null } }} what="The builds" />);
  expect(screen.getByText(/^The builds may be incomplete/).textContent).toMatch(text);
});

test('nothing is said while nothing is wrong', () => {
  const { container } = render(<ViewProblem status={{ ...live, gap: null }} what="The builds" />);
  expect(container.textContent).toBe('');
});

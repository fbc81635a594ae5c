// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { AvatarStack } from '../people/AvatarStack.tsx';
import { StateBadge } from './StateBadge.tsx';
import { StepList } from './StepList.tsx';
import { type State, stateLooks } from './state.ts';

afterEach(cleanup);

test.each(Object.keys(stateLooks) as State[])('%s has an icon and a word', (state) => {
  const { container } = render(<StateBadge state={state} />);
  expect(container.textContent).toBe(stateLooks[state].word);
  expect(container.querySelector('svg[aria-hidden="true"]')).not.toBeNull();
});

test('steps tell their state in words, their time and what is left of it', () => {
  render(
    <StepList
      now={65_000}
      steps={[
        { name: 'install', status: 'passed', startedAt: 0, durationMs: 4200 },
        { name: 'test', status: 'running', startedAt: 5000, expectedMs: 90_000 },
        { name: 'lint', status: 'running', startedAt: 5000, expectedMs: 40_000 },
        { name: 'new', status: 'running', startedAt: 5000 },
        { name: 'pack', expectedMs: 8000 },
      ]}
    />,
  );
  const rows = screen.getAllByRole('listitem').map((row) => row.textContent);
  expect(rows).toEqual([
    'Passedinstall4.2s',
    'Runningtestabout 30s left1m 0s',
    'Runninglintusually 40s1m 0s',
    'Runningnew1m 0s',
    'Pendingpack~8s',
  ]);
});

test('no time is left of a step without recent events', () => {
  const step = { name: 'test', status: 'running', startedAt: 5000, expectedMs: 90_000 } as const;
  render(<StepList now={65_000} isLive={false} steps={[step]} />);
  expect(screen.getByRole('listitem').textContent).toBe('Runningtest1m 0s / ~1m 30s');
});

test('everyone is in the list of people, also those behind "+n"', () => {
  const people = ['Ada', 'Grace', 'Linus'].map((name) => ({ id: name, name }));
  render(<AvatarStack label="People here" people={people} max={2} />);
  const list = screen.getByRole('list', { name: 'People here' });
  expect(list).toBeTruthy();
  for (const { name } of people) expect(screen.getByRole('listitem', { name })).toBeTruthy();
  expect(screen.getAllByRole('listitem')).toHaveLength(3);
});

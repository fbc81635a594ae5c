// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { StepList } from './StepList.tsx';
import type { Step } from '../../lib/steps.ts';

const steps = (status: 'pending' | 'running' | 'passed'): Step[] => [
  { name: 'Test', steps: [{ name: 'Unit', status, startedAt: 0, durationMs: 1 }] },
  { name: 'Pack', status: 'pending' },
];

it('opens a group that begins, and leaves it as it is when it has passed', async () => {
  const { rerender } = render(<StepList steps={steps('pending')} now={1} />);
  const toggle = screen.getByRole('button', { name: 'Steps of Test' });
  const isOpen = () => toggle.getAttribute('aria-expanded');
  expect(isOpen()).toBe('false');
  rerender(<StepList steps={steps('running')} now={1} />);
  expect(isOpen()).toBe('true');
  rerender(<StepList steps={steps('passed')} now={1} />);
  expect(isOpen()).toBe('true');
  await userEvent.click(toggle);
  rerender(<StepList steps={steps('running')} now={1} />);
  expect(isOpen()).toBe('false');
});

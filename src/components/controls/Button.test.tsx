// @vitest-environment jsdom
import { TextWrap } from 'lucide-react';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';

afterEach(cleanup);

test('a pending button keeps its name and focus but ignores presses', async () => {
  const onClick = vi.fn();
  const { rerender } = render(<Button onClick={onClick}>Build</Button>);
  const button = screen.getByRole('button', { name: 'Build' });
  await userEvent.click(button);
  rerender(
    <Button onClick={onClick} pending>
      Build
    </Button>,
  );
  await userEvent.click(button);
  await userEvent.keyboard('{Enter}');
  expect(onClick).toHaveBeenCalledTimes(1);
  expect(screen.getByRole('button', { name: 'Build' })).toBe(document.activeElement);
  expect(button.getAttribute('aria-busy')).toBe('true');
});

test('a button does not submit a form by default', () => {
  render(<Button>Run</Button>);
  expect(screen.getByRole('button').getAttribute('type')).toBe('button');
});

test('an icon button has a name and says whether it is pressed', () => {
  render(<IconButton label="Wrap lines" pressed icon={TextWrap} />);
  expect(screen.getByRole('button', { name: 'Wrap lines', pressed: true }).title).toBe(
    'Wrap lines',
  );
});

test('a button that could do nothing says why, keeps the focus, and leaves the press to its owner', async () => {
  const onClick = vi.fn();
  render(
    <Button title="Starts it" unavailable="There is nothing to run." onClick={onClick}>
      Run
    </Button>,
  );
  const button = screen.getByRole('button', {
    name: 'Run',
    description: 'There is nothing to run.',
  });
  await userEvent.click(button);
  expect(button.getAttribute('aria-disabled')).toBe('true');
  expect(button).toBe(document.activeElement);
  expect(onClick).toHaveBeenCalledOnce();
});

// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { Drafts } from './Drafts.tsx';

const drafts = [
  { text: 'the first\n', reason: 'The file became read-only.' },
  { text: 'the second\n', reason: 'The file would be larger than 1 MB.' },
];

it('shows one text after the other, each until it is used or discarded', async () => {
  const [onUse, onDismiss] = [vi.fn(), vi.fn()];
  const shown = (left: typeof drafts) => (
    <Drafts drafts={left} canEdit onUse={onUse} onDismiss={onDismiss} />
  );
  const { rerender } = render(shown(drafts));
  expect(screen.getByText(/The file became read-only/)).toBeDefined();
  await userEvent.click(screen.getByRole('button', { name: 'Show my text' }));
  const text = await screen.findByRole('textbox', { name: 'Your text' });
  expect(text).toHaveProperty('value', 'the first\n');
  await userEvent.click(screen.getByRole('button', { name: 'Replace the file’s text' }));
  expect(onUse).toHaveBeenCalledExactlyOnceWith(drafts[0]);
  rerender(shown(drafts.slice(1)));
  expect(screen.queryByRole('dialog')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Show my text' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Discard' }));
  expect(onDismiss).toHaveBeenCalledExactlyOnceWith(drafts[1]);
  rerender(shown([]));
  expect(screen.queryByText(/your text/)).toBeNull();
});

it('puts nothing into a file that can’t be edited', async () => {
  const onUse = vi.fn();
  render(<Drafts drafts={drafts} canEdit={false} onUse={onUse} onDismiss={vi.fn()} />);
  await userEvent.click(screen.getByRole('button', { name: 'Show my text' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Replace the file’s text' }));
  expect(onUse).not.toHaveBeenCalled();
});

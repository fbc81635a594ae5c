// @vitest-environment jsdom
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeAll, expect, it, vi } from 'vitest';
import { Button } from './controls/Button.tsx';
import { Dialog } from './Dialog.tsx';

// On a busy machine its code takes longer than a test waits for an element.
beforeAll(() => import('./overlay/DialogWindow.tsx'));

const press = (target: Element) => ({ keys: '[MouseLeft>]', target });
const release = (target: Element) => ({ keys: '[/MouseLeft]', target });

it('closes by a click on the backdrop, not by a drag that only ends there', async () => {
  const onClose = vi.fn();
  render(
    <Dialog open onClose={onClose} title="Rename project">
      <input aria-label="Name" />
    </Dialog>,
  );
  const field = await screen.findByLabelText('Name');
  const backdrop = screen.getByTestId('backdrop');
  // The click is that of what both ends have in common.
  await userEvent.pointer([press(field), release(backdrop)]);
  expect(onClose).not.toHaveBeenCalled();
  await userEvent.pointer([press(backdrop), release(backdrop)]);
  expect(onClose).toHaveBeenCalledOnce();
});

function Renaming() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Rename</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Rename project">
        <input aria-label="Id" />
        <input aria-label="Name" ref={(field) => field?.setAttribute('autofocus', '')} />
      </Dialog>
    </>
  );
}

it('gives the focus to the field that wants it, and back to what opened it', async () => {
  render(<Renaming />);
  const opener = screen.getByRole('button', { name: 'Rename' });
  await userEvent.click(opener);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Name')));
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(document.activeElement).toBe(opener));
  expect(screen.queryByRole('dialog')).toBeNull();
});

// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { Dialog } from './Dialog.tsx';

beforeEach(() => {
  // jsdom draws nothing, so it has no top layer.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
});

it('closes by a click on the backdrop, not by a drag that only ends there', async () => {
  const onClose = vi.fn();
  render(
    <Dialog open onClose={onClose} title="Rename project">
      <input aria-label="Name" />
    </Dialog>,
  );
  const backdrop = screen.getByRole('dialog');
  const press = (target: Element) => ({ keys: '[MouseLeft>]', target });
  const release = (target: Element) => ({ keys: '[/MouseLeft]', target });
  // The click is that of what both ends have in common.
  await userEvent.pointer([press(screen.getByLabelText('Name')), release(backdrop)]);
  expect(onClose).not.toHaveBeenCalled();
  await userEvent.pointer([press(backdrop), release(backdrop)]);
  expect(onClose).toHaveBeenCalledOnce();
});

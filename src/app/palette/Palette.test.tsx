// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { PaletteDialogProps } from './PaletteDialog.tsx';
import { Palette } from './Palette.tsx';

const { code, arrive } = vi.hoisted(() => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { code: promise, arrive: resolve };
});
vi.mock('./PaletteDialog.tsx', async () => {
  await code;
  return {
    default: ({ open, typedAhead }: PaletteDialogProps) =>
      open && <div role="dialog">{typedAhead}</div>,
  };
});

test('what is typed before its code is there is in its field, and does nothing to the page', async () => {
  const onPageKey = vi.fn();
  document.body.addEventListener('keydown', onPageKey);
  render(<Palette />);
  await userEvent.keyboard('{Control>}k{/Control}');
  onPageKey.mockClear();
  await userEvent.keyboard('he');
  arrive();
  expect((await screen.findByRole('dialog')).textContent).toBe('he');
  expect(onPageKey).not.toHaveBeenCalled();
});

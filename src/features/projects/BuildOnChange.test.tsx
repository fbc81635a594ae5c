// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { ProjectRecord } from '../../catalogs/slate/index.ts';
import { MessagingProvider } from '../../hooks/index.ts';
import { MessagingError, type MessagingClient } from '../../lib/messaging/index.ts';
import BuildOnChange from './BuildOnChange.tsx';

const record: ProjectRecord = {
  projectId: 'web',
  name: 'Web',
  buildSteps: [],
  runCommand: null,
  currentBuildId: null,
  sessions: [],
  revision: 7,
};

function show(shown: Partial<ProjectRecord>, nothingToBuild: string | null = null) {
  const request = vi.fn<MessagingClient['request']>();
  const client = { request } as unknown as MessagingClient;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MessagingProvider client={client}>
        <BuildOnChange
          record={{ ...record, ...shown }}
          userName="Ada"
          nothingToBuild={nothingToBuild}
        />
      </MessagingProvider>
    </QueryClientProvider>,
  );
  return request;
}

const toggle = () => screen.getByRole('switch', { name: 'Build on change' });
const isOff = () => toggle().getAttribute('aria-disabled') === 'true';

it('asks for what it is not, with the revision on show', async () => {
  const request = show({ buildOnChange: { by: 'Grace', at: 1 } });
  request.mockResolvedValue({ ...record, revision: 8 });
  expect(toggle().getAttribute('aria-checked')).toBe('true');
  expect(screen.getByText('Switched on by Grace')).toBeTruthy();
  fireEvent.click(toggle());
  await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(1));
  expect(request.mock.calls[0]?.slice(0, 3)).toEqual([
    'project.configure',
    { projectId: 'web' },
    { buildOnChange: false, revision: 7, updatedBy: 'Ada' },
  ]);
});

it.each([
  [{}, 'This project has nothing to build.'],
  [{ revision: null }, null],
])('with %j and %j says why it can’t be pressed', (shown, nothingToBuild) => {
  const request = show(shown, nothingToBuild);
  expect(isOff()).toBe(true);
  expect(screen.getByText(nothingToBuild ?? /^JetStream keeps this setting/)).toBeTruthy();
  fireEvent.click(toggle());
  expect(request).not.toHaveBeenCalled();
});

it('can be switched off where there is nothing left to build', () => {
  show({ buildOnChange: { by: 'Grace', at: 1 } }, 'Nothing to build.');
  expect(isOff()).toBe(false);
});

it('can’t be pressed by a role that may not', async () => {
  const request = show({});
  request.mockRejectedValue(new MessagingError('denied', 'no'));
  fireEvent.click(toggle());
  await vi.waitFor(() => expect(isOff()).toBe(true));
  expect(screen.getByText('Your role may not switch it.')).toBeTruthy();
});

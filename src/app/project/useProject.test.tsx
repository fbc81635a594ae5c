// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { projectsKey } from '../../features/projects/queries.ts';
import { MessagingProvider } from '../../hooks/index.ts';
import { createClient, MessagingError } from '../../lib/messaging/index.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { useProject } from './useProject.ts';

it('keeps what another agent said of a project when the next answer is late', async () => {
  const client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: async () => new FakeDriver({ jetstream: false }),
    userId: 'ada',
    inboxPrefix: '_INBOX.t',
  });
  await vi.waitFor(() => expect(client.getState().status).toBe('live'));
  const queries = new QueryClient();
  const request = vi.spyOn(client, 'request');
  request.mockImplementation(async (name: string) => {
    return name === 'project.list' ? { projects: [] } : { projectId: 'web', name: 'Web' };
  });
  const { result } = renderHook(() => useProject('web'), {
    wrapper: ({ children }) => (
      <QueryClientProvider client={queries}>
        <MessagingProvider client={client}>{children}</MessagingProvider>
      </QueryClientProvider>
    ),
  });
  await vi.waitFor(() => expect(result.current.record).toMatchObject({ name: 'Web' }));
  request.mockImplementation(async () => {
    throw new MessagingError('timeout', 'Nothing came.');
  });
  await act(() => queries.invalidateQueries({ queryKey: projectsKey }));
  await vi.waitFor(() => expect(result.current.answer.kind).toBe('failed'));
  expect(result.current).toMatchObject({ name: 'Web', record: { name: 'Web' } });
  await client.close({ drainMs: 0 });
});

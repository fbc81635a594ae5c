// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MessagingProvider } from '../../hooks/index.ts';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { createClient, type MessagingClient, MessagingError } from '../../lib/messaging/index.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { projectsKey } from './queries.ts';
import { useOtherProjects, useProjects } from './useProjects.ts';

let client: MessagingClient;
const queries = new QueryClient();
const wrapper = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={queries}>
    <MessagingProvider client={client}>{children}</MessagingProvider>
  </QueryClientProvider>
);
const answer = (result: object | MessagingError) =>
  vi.spyOn(client, 'request').mockImplementation(async () => {
    if (result instanceof MessagingError) throw result;
    return result as never;
  });

beforeEach(async () => {
  client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: async () => new FakeDriver(),
    userId: 'ada',
    inboxPrefix: '_INBOX.t',
  });
  await vi.waitFor(() => expect(client.getState().status).toBe('live'));
});

afterEach(() => client.close({ drainMs: 0 }));

it('keeps what it knows while no agent answers, or not in time', async () => {
  const projects = [{ projectId: 'web', name: 'Web' }];
  const templates = [{ template: 'worker', name: 'Worker', description: '' }];
  answer({ projects, templates });
  const { result } = renderHook(useProjects, { wrapper });
  expect(result.current).toMatchObject({ kind: 'asking', projects: [] });
  await vi.waitFor(() => expect(result.current).toEqual({ kind: 'known', projects, templates }));

  for (const [code, kind] of [
    ['timeout', 'failed'],
    ['no-responders', 'no-agent'],
  ] as const) {
    answer(new MessagingError(code, 'Nothing came.'));
    await act(() => queries.invalidateQueries({ queryKey: projectsKey }));
    await vi.waitFor(() => expect(result.current).toMatchObject({ kind, projects, templates }));
  }
});

it('asks who else hosts a project, and does not guess before an answer', async () => {
  answer(new MessagingError('timeout', 'Nothing came.'));
  const { result } = renderHook(() => useOtherProjects(['shop', 'no id'], true), { wrapper });
  await vi.waitFor(() => expect(client.request).toHaveBeenCalledTimes(1));
  await vi.waitFor(() => expect(queries.isFetching()).toBe(0));
  expect(result.current).toEqual(new Map());
  answer(new MessagingError('no-responders', 'Nobody.'));
  await act(() => queries.invalidateQueries({ queryKey: projectsKey }));
  await vi.waitFor(() => expect(result.current).toEqual(new Map([['shop', null]])));
  const shop = { projectId: 'shop', name: 'Shop' };
  answer(shop);
  await act(() => queries.invalidateQueries({ queryKey: projectsKey }));
  await vi.waitFor(() => expect(result.current).toEqual(new Map([['shop', shop]])));
});

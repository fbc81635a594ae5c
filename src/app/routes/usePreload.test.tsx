// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { MessagingProvider } from '../../hooks/index.ts';
import { createClient } from '../../lib/messaging/index.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { usePreload } from './usePreload.ts';

it('fetches nothing ahead before the page is live', async () => {
  let dialled: (driver: FakeDriver) => void = () => {};
  const client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: () =>
      new Promise((resolve) => {
        dialled = resolve;
      }),
    userId: 'ada',
    inboxPrefix: '_INBOX.t',
  });
  const preload = vi.fn();
  renderHook(() => usePreload(preload), {
    wrapper: ({ children }) => <MessagingProvider client={client}>{children}</MessagingProvider>,
  });
  expect(client.getState().status).toBe('connecting');
  expect(preload).not.toHaveBeenCalled();
  await act(async () => dialled(new FakeDriver()));
  await vi.waitFor(() => expect(client.getState().status).toBe('live'));
  expect(preload).toHaveBeenCalledOnce();
  await client.close({ drainMs: 0 });
});

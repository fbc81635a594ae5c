// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { MessagingProvider } from '../MessagingProvider.tsx';
import { createClient } from '../../lib/messaging/index.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { useRollCall } from './useRollCall.ts';

it('asks only projects that are new in the list, and all of them on a new connection', async () => {
  const drivers: FakeDriver[] = [];
  const client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: async () => {
      const driver = new FakeDriver();
      drivers.push(driver);
      return driver;
    },
    userId: 'ada',
    inboxPrefix: '_INBOX.t',
  });
  await vi.waitFor(() => expect(client.getState().status).toBe('live'));
  const called = () =>
    drivers.map(({ published }) =>
      published.flatMap(
        ({ subject }) => /^slate\.collab\.presence\.(.+)$/.exec(subject)?.[1] ?? [],
      ),
    );
  const { rerender } = renderHook(({ ids }) => useRollCall(ids), {
    wrapper: ({ children }) => <MessagingProvider client={client}>{children}</MessagingProvider>,
    initialProps: { ids: ['web', 'no id'] },
  });
  rerender({ ids: ['api', 'web'] });
  rerender({ ids: ['web'] });
  rerender({ ids: ['web', 'api', 'shop'] });
  expect(called()).toEqual([['web', 'api', 'shop']]);

  await act(async () => drivers[0]?.end());
  await vi.waitFor(() =>
    expect(called()).toEqual([
      ['web', 'api', 'shop'],
      ['web', 'api', 'shop'],
    ]),
  );
  await client.close({ drainMs: 0 });
});

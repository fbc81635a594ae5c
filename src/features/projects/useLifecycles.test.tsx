// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, it } from 'vitest';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { MessagingProvider } from '../../hooks/index.ts';
import { ViewsContext } from '../../hooks/views/viewsContext.ts';
import { createClient, type Delivery, Views } from '../../lib/messaging/index.ts';
import { FakeClock } from '../../lib/messaging/testing/fakeClock.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { FakeFrames, FakeSource } from '../../lib/messaging/testing/fakeSource.ts';
import { useLifecycles } from './useLifecycles.ts';

it('asks for the last event of every kind where not all were read', () => {
  const client = createClient({
    ...{ catalog: slateCatalog, commands: slateCommands, userId: 'ada', inboxPrefix: '_INBOX.t' },
    connect: async () => new FakeDriver(),
  });
  const source = new FakeSource();
  const frames = new FakeFrames();
  const views = new Views({ source, clock: new FakeClock(), schedule: frames.schedule });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <MessagingProvider client={client}>
      <ViewsContext value={views}>{children}</ViewsContext>
    </MessagingProvider>
  );
  const { result } = renderHook(() => useLifecycles(), { wrapper });
  const answer = (type: string, projectId: string, behind: number) =>
    act(() => {
      const event = { type, projectId, timestamp: 1 };
      const meta = { name: `project.${type}`, place: 0, behind, replayed: true };
      source.last.events([{ event, meta }] as unknown as readonly Delivery[]);
      source.last.phase({ phase: 'live' });
      frames.run();
    });

  answer('updated', 'new', 1_999);
  expect(result.current.isReady).toBe(false);
  answer('deleted', 'old', 0);
  expect(result.current).toMatchObject({
    isReady: true,
    lifecycles: { new: { kind: 'present' }, old: { kind: 'deleted' } },
  });
  expect(source.readers.map(({ request }) => request.from)).toEqual([
    { last: 2_000 },
    'last-per-subject',
  ]);
});

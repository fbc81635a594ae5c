// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MessagingProvider, useView, useViewStatus } from '../../hooks/index.ts';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { createClient, type MessagingClient, MessagingError } from '../../lib/messaging/index.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { livenessOf } from './model.ts';
import { sessionsView } from './views.ts';

let driver: FakeDriver;
let client: MessagingClient;
const wrapper = ({ children }: { children: ReactNode }) => (
  <MessagingProvider client={client}>{children}</MessagingProvider>
);

beforeEach(async () => {
  // Without JetStream what comes live is all there is.
  driver = new FakeDriver({ jetstream: false });
  client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: async () => driver,
    userId: 'ada',
    inboxPrefix: '_INBOX.t',
  });
  await vi.waitFor(() => expect(client.getState().status).toBe('live'));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await client.close({ drainMs: 0 });
});

const tell = (type: string, data: object = {}) =>
  act(() =>
    driver.deliver(`slate.runtime.${type}.s1`, {
      ...{ type, sessionId: 's1', timestamp: Date.now() },
      data,
    }),
  );

/** Opens the page's sessions, of which one has just begun. */
async function open(data: object, answer: () => Promise<never>) {
  const asked = vi.spyOn(client, 'request').mockImplementation(answer);
  const { result } = renderHook(
    () => ({ sessions: useView(sessionsView, '*'), ...useViewStatus(sessionsView, '*') }),
    { wrapper },
  );
  await vi.waitFor(() => expect(result.current.isReady).toBe(true));
  tell('started', data);
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
  const session = () => {
    const { s1 } = result.current.sessions;
    if (!s1) throw new Error('no session');
    return s1;
  };
  return { asked, session };
}

const nobody = async () => {
  throw new MessagingError('no-responders', 'Nobody is there.');
};

it('asks once for a session that should run, and believes its agent', async () => {
  const { asked, session } = await open(
    {},
    async () =>
      ({
        ...{ sessionId: 's1', projectId: 'p1', state: 'failed', startedAt: 1_000, uptimeMs: 500 },
        exitCode: 3,
      }) as never,
  );
  await vi.waitFor(() =>
    expect(session()).toMatchObject({ status: 'failed', projectId: 'p1', exitCode: 3 }),
  );
  expect(asked).toHaveBeenCalledTimes(1);
});

it('takes a failed request for no word of the session', async () => {
  const { session } = await open({}, async () => {
    throw new MessagingError('timeout', 'No answer.');
  });
  await vi.waitFor(() => expect(session().isUnanswered).toBe(false));
});

it('takes a line for a sign of life where nothing else says that it lives', async () => {
  const { session } = await open({}, nobody);
  await vi.waitFor(() => expect(session().isUnanswered).toBe(true));
  const later = Date.now() + 61_000;
  expect(livenessOf(session(), client.getState(), later)).toBe('lost');
  const pattern = 'slate.runtime.log.s1';
  await vi.waitFor(() => expect(driver.patterns).toContain(pattern));
  vi.spyOn(Date, 'now').mockReturnValue(later);
  tell('log', { message: 'still here' });
  await vi.waitFor(() => expect(session().receivedAt).toBe(later));
  expect(livenessOf(session(), client.getState(), later)).toBe('fresh');
  // One line says enough for a while.
  await vi.waitFor(() => expect(driver.patterns).not.toContain(pattern));
});

it('reads no log of a session that promises a status', async () => {
  const { session } = await open({ heartbeatMs: 2_000 }, nobody);
  await vi.waitFor(() => expect(session().isUnanswered).toBe(true));
  expect(driver.patterns).not.toContain('slate.runtime.log.s1');
});

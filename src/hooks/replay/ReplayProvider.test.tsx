// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode, useState } from 'react';
import { expect, it, vi } from 'vitest';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { Button } from '../../components/controls/Button.tsx';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import { createClient, isMessagingError, Replay } from '../../lib/messaging/index.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import {
  MessagingProvider,
  ReplayProvider,
  useCommand,
  useConnection,
  useCursorPublisher,
  useMessaging,
  usePresence,
  usePublish,
  useReplay,
  useRollCall,
  useSubject,
} from '../index.ts';

const NOON = new Date(2026, 5, 1, 12).getTime();
const self = { userId: 'ada', name: 'Ada', sessionId: 'tab-1' };
const projects = ['web'];

/** Does all that a page does to others. */
function Busy() {
  const client = useMessaging();
  const build = useCommand('build.start');
  const { publish, error } = usePublish();
  const publishCursor = useCursorPublisher('f1', self);
  const status = useConnection((connection) => connection.status);
  const subject = useSubject('slate.build.*.web', () => {});
  const [bytes, setBytes] = useState('');
  usePresence('web', self, 'Here');
  useRollCall(projects);
  const all = () => {
    build.mutate({ ids: { projectId: 'web' }, input: { startedBy: 'Ada' } });
    publish('collab.presence', { projectId: 'web', data: {} });
    publishCursor({ head: '1' });
    try {
      client.publishBytes('editor.sync', { userId: 'ada', fileId: 'f1' }, new Uint8Array(1));
    } catch (refusal) {
      setBytes(isMessagingError(refusal) ? refusal.code : 'another error');
    }
  };
  const codes = [build.error, error, subject.error].map((one) =>
    isMessagingError(one) ? one.code : String(one),
  );
  return (
    <>
      <p data-testid="said">{[...codes, bytes].join(' ')}</p>
      <p data-testid="connection">{status}</p>
      <p data-testid="where">{useReplay() === null ? 'live' : 'replay'}</p>
      <RelativeTime time={NOON - 120_000} />
      <button type="button" onClick={all}>
        Do all
      </button>
      <Button asks onClick={all}>
        Build
      </Button>
    </>
  );
}

async function openPage() {
  const driver = new FakeDriver();
  const client = createClient({
    ...{ catalog: slateCatalog, commands: slateCommands, userId: 'ada', inboxPrefix: '_INBOX.t' },
    connect: async () => driver,
  });
  await vi.waitFor(() => expect(client.getState().status).toBe('live'));
  const range = { from: NOON - 60_000, to: NOON };
  const replay = new Replay({ client, range, at: NOON - 59_000, subjects: ['slate.build.*.web'] });
  const sent = () =>
    driver.published.filter(({ subject }) => !subject.startsWith('$JS.API.')).map((m) => m.subject);
  const page = (isReplay: boolean) => (
    <StrictMode>
      <QueryClientProvider client={new QueryClient()}>
        <MessagingProvider client={client}>
          {isReplay ? (
            <ReplayProvider replay={replay}>
              <Busy />
            </ReplayProvider>
          ) : (
            <Busy />
          )}
        </MessagingProvider>
      </QueryClientProvider>
    </StrictMode>
  );
  return { ...{ client, replay, driver, sent, page }, end: () => client.close({ drainMs: 0 }) };
}

const text = (id: string) => screen.getByTestId(id).textContent;

it('sends nothing: commands, events, bytes, presence and carets fail or stay away', async () => {
  const { replay, driver, sent, page, end } = await openPage();
  const user = userEvent.setup();
  render(page(true));
  await user.click(screen.getByRole('button', { name: 'Do all' }));
  await vi.waitFor(() => expect(text('said')).toBe('replaying replaying replaying replaying'));
  expect(sent()).toEqual([]);
  expect(driver.patterns.filter((pattern) => pattern.startsWith('slate.'))).toEqual([]);
  replay.close();
  await end();
});

it('disables what asks for a command, with the reason', async () => {
  const { replay, page, end } = await openPage();
  const user = userEvent.setup();
  render(page(true));
  const build = screen.getByRole('button', { name: 'Build' });
  expect(build.getAttribute('aria-disabled')).toBe('true');
  expect(build.title).toContain('This is a replay');
  await user.click(build);
  expect(text('said')).toBe('null null replaying ');
  replay.close();
  await end();
});

it('shows the time of the replay, and the connection that there is', async () => {
  const { replay, page, end } = await openPage();
  const { rerender } = render(page(true));
  expect(text('where')).toBe('replay');
  await vi.waitFor(() => expect(screen.getByText('1 min. ago')).toBeTruthy());
  act(() => replay.source.moveTo({ time: NOON, at: null }, true));
  expect(screen.getByText('2 min. ago')).toBeTruthy();
  expect(text('connection')).toBe('live');
  rerender(page(false));
  expect(text('where')).toBe('live');
  expect(screen.queryByText('2 min. ago')).toBeNull();
  replay.close();
  await end();
});

// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { MessagingProvider } from '../../../hooks/index.ts';
import { slateCatalog, slateCommands } from '../../../catalogs/slate/index.ts';
import { createClient, MessagingError } from '../../../lib/messaging/index.ts';
import { FakeDriver } from '../../../lib/messaging/testing/fakeDriver.ts';
import { applySessionEvents, type Session, type SessionDelivery } from '../model.ts';
import { RuntimeActions } from './RuntimeActions.tsx';

const sessionOf = (...types: ('started' | 'stopped')[]): Session | null => {
  const told = types.map((type, timestamp) => ({
    event: { type, sessionId: 's1', timestamp, data: { projectId: 'p1' } },
    meta: { name: `runtime.${type}`, subject: `slate.runtime.${type}.s1`, replayed: false },
  })) as SessionDelivery[];
  return applySessionEvents({}, told, Date.now()).s1 ?? null;
};

/** A page whose restart is answered when the test says so. */
/** Buttons keep their places for a moment, lest a press meant for one hits another. */
const PATIENCE = { timeout: 10_000 };

function setUp() {
  const answer = Promise.withResolvers<never>();
  const client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: async () => new FakeDriver(),
    userId: 'ada',
    inboxPrefix: '_INBOX.t',
  });
  vi.spyOn(client, 'request').mockReturnValue(answer.promise);
  const onStarted = vi.fn<(sessionId: string) => void>();
  const queries = new QueryClient();
  const page = (session: Session | null) => (
    <QueryClientProvider client={queries}>
      <MessagingProvider client={client}>
        <RuntimeActions
          projectId="p1"
          session={session}
          userName="Ada"
          agentIsHere
          onStarted={onStarted}
        />
      </MessagingProvider>
    </QueryClientProvider>
  );
  const { rerender } = render(page(sessionOf('started')));
  const names = () =>
    screen
      .getAllByRole('button')
      .flatMap((each) => (each.closest('[role=alert]') ? [] : [each.textContent]));
  return {
    client,
    answer,
    onStarted,
    names,
    async restartUntilTheOldOneEnded() {
      expect(names()).toEqual(['Restart', 'Stop']);
      await act(async () => screen.getByRole('button', { name: 'Restart' }).click());
      rerender(page(sessionOf('started', 'stopped')));
    },
  };
}

it('waits for the new session also when the old one has ended before the answer', async () => {
  const { answer, onStarted, names, restartUntilTheOldOneEnded } = setUp();
  await restartUntilTheOldOneEnded();
  await vi.waitFor(() => expect(names()).toEqual(['Restart']), PATIENCE);
  expect(screen.getByRole('button').getAttribute('aria-busy')).toBe('true');
  await act(async () => answer.resolve({ sessionId: 's2', restartOf: 's1' } as never));
  await vi.waitFor(() => expect(onStarted).toHaveBeenCalledWith('s2'));
});

it('says why nothing came after the old one, and offers to run it', async () => {
  const { answer, onStarted, names, restartUntilTheOldOneEnded } = setUp();
  await restartUntilTheOldOneEnded();
  await act(async () =>
    answer.reject(
      new MessagingError('rejected', 'The program was not found.', { reason: 'failed' }),
    ),
  );
  await vi.waitFor(() => expect(names()).toEqual(['Run']), PATIENCE);
  expect(screen.getByRole('alert').textContent).toContain('The program was not found.');
  expect(onStarted).not.toHaveBeenCalled();
});

it('keeps no refusal when the next action begins, and shows it again if it comes again', async () => {
  const { client } = setUp();
  const press = (name: string) => act(async () => screen.getByRole('button', { name }).click());
  vi.mocked(client.request).mockImplementation(async () => {
    throw new MessagingError('rejected', 'It does not end.', { reason: 'failed' });
  });
  await press('Stop');
  expect((await screen.findByRole('alert')).textContent).toContain('It does not end.');

  await press('Dismiss');
  expect(screen.queryByRole('alert')).toBeNull();
  expect(document.activeElement?.textContent).toBe('Stop');
  await press('Stop');
  expect((await screen.findByRole('alert')).textContent).toContain('It does not end.');

  vi.mocked(client.request).mockReturnValue(Promise.withResolvers<never>().promise);
  await press('Restart');
  await vi.waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});

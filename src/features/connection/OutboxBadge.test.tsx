// @vitest-environment jsdom
import { act, render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { MessagingProvider } from '../../hooks/index.ts';
import { createClient, MessagingError } from '../../lib/messaging/index.ts';
import { describeOutbox } from './describeOutbox.ts';
import { OutboxBadge } from './OutboxBadge.tsx';

const state = {
  queued: 0,
  oldestAt: null,
  parked: 0,
  degraded: false,
  storage: 'persistent',
  storageProblem: null,
} as const;

test('says how many wait, and why', () => {
  expect(describeOutbox(state)).toMatchObject({ queued: null, warning: null });
  expect(describeOutbox({ ...state, queued: 1_234 }).queued).toBe('1,234 queued');
  expect(describeOutbox({ ...state, queued: 1, degraded: true }).title).toContain('history again');
});

test('shows what is queued, and warns when it can’t be kept', async () => {
  let blocked = false;
  const client = createClient({
    connect: () => new Promise(() => {}),
    userId: 'ada',
    inboxPrefix: '_INBOX.t',
    outbox: async () => ({
      storage: {
        persistent: true,
        load: async () => [],
        append: async (entries) => {
          if (blocked) throw new MessagingError('storage', 'It is full.');
          return entries.map((_, index) => index);
        },
        remove: async () => {},
        close: async () => {},
      },
    }),
  });
  render(
    <MessagingProvider client={client}>
      <OutboxBadge />
    </MessagingProvider>,
  );
  const publish = () => client.publish('build.started', { projectId: 'p' }, { durable: true });
  expect(screen.queryByText(/queued/)).toBeNull();
  act(() => void publish().catch(() => {}));
  await vi.waitFor(() => expect(screen.getByText('1 queued')).toBeDefined());
  expect(screen.queryByRole('alert')).toBeNull();
  blocked = true;
  await expect(publish()).rejects.toMatchObject({ code: 'storage' });
  await vi.waitFor(() => expect(screen.getByRole('alert').textContent).toContain('It is full.'));
  await client.close({ drainMs: 0 });
});

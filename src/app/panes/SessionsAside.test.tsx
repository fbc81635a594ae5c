// @vitest-environment jsdom
import { createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { MessagingProvider } from '../../hooks/index.ts';
import { createClient } from '../../lib/messaging/index.ts';
import { SessionsAside } from './SessionsAside.tsx';

it('does not say that nothing runs while it can’t know', async () => {
  const client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: () => new Promise(() => {}),
    userId: 'ada',
    inboxPrefix: '_INBOX.t',
  });
  const empty = { sessions: {}, own: [], ids: [], projectId: null };
  const router = createRouter({
    routeTree: createRootRoute({
      component: () => (
        <MessagingProvider client={client}>
          <SessionsAside
            {...empty}
            isKnown={false}
            older="none"
            onLoadOlder={() => {}}
            isAlive={() => true}
            nameOf={(id) => id}
            onShow={() => {}}
          />
        </MessagingProvider>
      ),
    }),
  });
  render(<RouterProvider router={router as never} />);
  const loading = await screen.findByRole('status', { name: 'Loading the sessions' });
  expect(loading.textContent).toBe('Not known without a connection');
  expect(screen.queryByText(/running$|^Nothing runs$/)).toBeNull();
  await client.close({ drainMs: 0 });
});

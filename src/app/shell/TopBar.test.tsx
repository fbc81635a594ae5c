// @vitest-environment jsdom
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { MessagingProvider } from '../../hooks/index.ts';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { createClient } from '../../lib/messaging/index.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { TopBar } from './TopBar.tsx';

it('has crumbs that read alike', async () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
  const client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: async () => new FakeDriver(),
    userId: 'ada',
    inboxPrefix: '_INBOX.t',
  });
  const crumbs = [
    { text: 'Projects', to: '/' },
    { text: 'Projects', to: '/projects/Projects' },
    { text: 'Projects' },
  ];
  const router = createRouter({
    routeTree: createRootRoute({
      component: () => (
        <MessagingProvider client={client}>
          <TopBar crumbs={crumbs} />
        </MessagingProvider>
      ),
    }),
    history: createMemoryHistory(),
  });
  render(<RouterProvider router={router as never} />);
  await vi.waitFor(() => expect(screen.getAllByText('Projects')).toHaveLength(3));
  expect(complaint).not.toHaveBeenCalled();
  await client.close({ drainMs: 0 });
});

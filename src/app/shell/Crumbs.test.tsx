// @vitest-environment jsdom
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { render, screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { Crumbs } from './Crumbs.tsx';

it('shows a project that is called what its page is, and its id as a tooltip', async () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => {});
  const crumbs = [
    { text: 'Projects', to: '/' },
    { text: 'Projects', to: '/projects/p1', title: 'Projects (p1)' },
    { text: 'Build' },
  ];
  const rootRoute = createRootRoute({ component: () => <Crumbs crumbs={crumbs} /> });
  const router = createRouter({ routeTree: rootRoute, history: createMemoryHistory() });
  render(<RouterProvider router={router as never} />);
  const nav = await screen.findByRole('navigation', { name: 'Breadcrumb' });
  expect(
    within(nav)
      .getAllByRole('link')
      .map(({ title }) => title),
  ).toEqual(['Projects', 'Projects (p1)']);
  expect(within(nav).getByRole('heading').textContent).toBe('Build');
  expect(complaints.mock.calls.map(String).filter((text) => text.includes('same key'))).toEqual([]);
});

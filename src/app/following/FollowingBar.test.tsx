// @vitest-environment jsdom
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { waitingToasts } from '../../components/toast.ts';
import { MessagingProvider } from '../../hooks/index.ts';
import { createClient, type MessagingClient } from '../../lib/messaging/index.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { SelfContext } from '../SelfContext.ts';
import { FollowingBar } from './FollowingBar.tsx';

let driver: FakeDriver;
let client: MessagingClient;
let history: ReturnType<typeof createMemoryHistory>;
const onStop = vi.fn();

beforeEach(async () => {
  vi.stubGlobal('scrollTo', () => {});
  onStop.mockClear();
  waitingToasts.setState([], true);
  driver = new FakeDriver();
  client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: async () => driver,
    userId: 'me',
    inboxPrefix: '_INBOX.t',
  });
  history = createMemoryHistory({ initialEntries: ['/projects/p1'] });
  const rootRoute = createRootRoute({
    component: () => (
      <MessagingProvider client={client}>
        <SelfContext value={{ userId: 'me', name: 'Me', sessionId: 'mine' }}>
          <FollowingBar
            followed={{ projectId: 'p1', userId: 'ada', name: 'Ada' }}
            onStop={onStop}
          />
          <input aria-label="A field" />
        </SelfContext>
      </MessagingProvider>
    ),
    notFoundComponent: () => null,
  });
  const files = createRoute({
    getParentRoute: () => rootRoute,
    path: '/projects/$projectId/files/$',
    component: () => null,
  });
  const router = createRouter({ routeTree: rootRoute.addChildren([files]), history });
  render(<RouterProvider router={router as never} />);
  await vi.waitFor(() => expect(driver.patterns).toContain('slate.collab.*.p1'));
});

afterEach(() => client.close({ drainMs: 0 }));

let beat = 0;
/** Ada's page says where it is. */
function ada(data: object, type = 'presence') {
  beat += 1;
  act(() =>
    driver.deliver(`slate.collab.${type}.p1`, {
      ...{ type, projectId: 'p1', userId: 'ada', timestamp: 1 },
      data: { sessionId: 'a', name: 'Ada', state: 'active', beat, ...data },
    }),
  );
}
const text = () => screen.getByRole('status').textContent;
const here = () => `${history.location.pathname}${history.location.search}`;
const toasts = () => waitingToasts.getState().map(({ text }) => text);

it('goes where the followed person goes, and back takes the page where it was', async () => {
  ada({ view: 'Build #12', location: { page: 'log', buildId: 'b12', sequence: 431, line: 430 } });
  await vi.waitFor(() => expect(here()).toBe('/projects/p1/builds/b12?line=431'));
  expect(text()).toBe('Following Ada · Build #12 · log line 430');
  ada({ view: 'Build #12', location: { page: 'log', buildId: 'b12', sequence: 500, line: 499 } });
  await vi.waitFor(() => expect(here()).toBe('/projects/p1/builds/b12?line=500'));
  ada({ view: 'Process', location: { page: 'runtime', sessionId: 's1' } });
  await vi.waitFor(() => expect(here()).toBe('/runtimes/s1'));
  expect(onStop).not.toHaveBeenCalled();
  await act(async () => history.back());
  expect(here()).toBe('/projects/p1/builds/b12?line=500');
  expect(onStop).toHaveBeenCalled();
});

it('goes to the line of a file, until the reader chooses another one', async () => {
  const place = () => `${here()}${history.location.hash}`;
  ada({ view: 'Files', location: { page: 'files', fileId: 'f1', path: 'src/a b.ts', line: 7 } });
  await vi.waitFor(() => expect(place()).toBe('/projects/p1/files/src/a%20b.ts#L7'));
  expect(text()).toBe('Following Ada · src/a b.ts · line 7');
  ada({ view: 'Files', location: { page: 'files', fileId: 'f1', path: 'src/a b.ts', line: 9 } });
  await vi.waitFor(() => expect(place()).toBe('/projects/p1/files/src/a%20b.ts#L9'));
  expect(onStop).not.toHaveBeenCalled();
  act(() => history.push('/projects/p1/files/src/a%20b.ts#L1'));
  expect(onStop).toHaveBeenCalled();
});

it.each([
  [
    'a page that it does not know',
    { page: 'whiteboard' },
    'whiteboard, which this page can’t show',
  ],
  ['an id that is none', { page: 'files', path: '../../x' }, '../../x, which this page can’t show'],
])('stays where it is for %s, and says so', async (_, location, words) => {
  ada({ location });
  await vi.waitFor(() => expect(text()).toBe(`Following Ada · ${words}`));
  expect(here()).toBe('/projects/p1');
});

it.each([
  ['Esc', () => fireEvent.keyDown(document.body, { key: 'Escape' })],
  ['typing', () => fireEvent.keyDown(screen.getByLabelText('A field'), { key: 'a' })],
  ['the arrow keys', () => fireEvent.keyDown(document.body, { key: 'ArrowDown' })],
  ['the wheel', () => fireEvent.wheel(document.body)],
  ['a swipe', () => fireEvent.touchMove(document.body)],
  ['the button', () => fireEvent.click(screen.getByRole('button', { name: 'Stop following' }))],
  ['going elsewhere', () => act(() => history.push('/'))],
  ['choosing another line', () => act(() => history.replace('/projects/p1?line=7'))],
])('is stopped by %s', async (_, act_) => {
  ada({ location: { page: 'project' } });
  await vi.waitFor(() => expect(text()).toContain('Project'));
  expect(onStop).not.toHaveBeenCalled();
  act_();
  expect(onStop).toHaveBeenCalledTimes(1);
});

it.each([
  ['Tab', () => fireEvent.keyDown(document.body, { key: 'Tab' })],
  ['a shortcut', () => fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true })],
  [
    'Esc that closed something else',
    () => {
      const close = (event: Event) => event.preventDefault();
      document.body.addEventListener('keydown', close, { once: true });
      fireEvent.keyDown(document.body, { key: 'Escape' });
    },
  ],
  ['another way to look at the same page', () => act(() => history.replace('/projects/p1?q=x'))],
])('goes on after %s', async (_, act_) => {
  ada({ location: { page: 'project' } });
  await vi.waitFor(() => expect(text()).toContain('Project'));
  act_();
  expect(onStop).not.toHaveBeenCalled();
});

it('ends in words when the followed person follows back', async () => {
  ada({ location: { page: 'project' }, following: 'me' });
  await vi.waitFor(() => expect(onStop).toHaveBeenCalled());
  expect(toasts()).toEqual(['Ada follows you, so you stopped following Ada.']);
});

it('ends in words when they leave, but not while they go from page to page', async () => {
  ada({ location: { page: 'project' } });
  await vi.waitFor(() => expect(text()).toContain('Project'));
  ada({}, 'left');
  await vi.waitFor(() => expect(text()).toContain('looking for them'));
  ada({ location: { page: 'runtime', sessionId: 's1' } }, 'joined');
  await vi.waitFor(() => expect(here()).toBe('/runtimes/s1'));
  expect(onStop).not.toHaveBeenCalled();
  ada({}, 'left');
  await vi.waitFor(() => expect(onStop).toHaveBeenCalled());
  expect(toasts()).toEqual(['Ada left the project, so you stopped following.']);
});

it('waits for a lost connection', async () => {
  ada({ location: { page: 'project' } });
  await vi.waitFor(() => expect(text()).toContain('Project'));
  await act(async () => driver.end());
  expect(text()).toBe('Following Ada · paused until the connection is back');
  expect(onStop).not.toHaveBeenCalled();
});

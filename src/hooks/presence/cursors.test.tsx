// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import fc from 'fast-check';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { createClient, type MessagingClient } from '../../lib/messaging/index.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { MessagingProvider } from '../MessagingProvider.tsx';
import { applyCursorEvents, forgetSilentCursors } from './cursors.ts';
import { useCursorPublisher, useCursors } from './useCursors.ts';
import { useOthers } from './useOthers.ts';
import { usePresence } from './usePresence.ts';

type CursorDelivery = Parameters<typeof applyCursorEvents>[1][number];

const types = ['opened', 'cursor', 'selection', 'closed'] as const;
const none = { tabs: {}, cursors: [] };

const event = (type: (typeof types)[number], userId: string, data: object) => ({
  ...{ type, userId, fileId: 'f1', timestamp: 1 },
  data: { sessionId: `${userId}-tab`, name: userId, ...data },
});
const delivery = (...args: Parameters<typeof event>): CursorDelivery => ({
  event: event(...args),
  meta: { name: `editor.${args[0]}`, subject: `slate.editor.${args[0]}.x.f1`, replayed: false },
});

it('shows the same carets for any order of the events, and for repeated ones', () => {
  const events = fc
    .array(
      fc.record({
        type: fc.constantFrom(...types),
        userId: fc.constantFrom('ada', 'bob'),
        head: fc.constantFrom('1', '2', undefined),
      }),
      { maxLength: 8 },
    )
    .map((made) =>
      made.map(({ type, userId, head }, beat) =>
        delivery(type, userId, { beat, ...(head === undefined ? {} : { head }) }),
      ),
    )
    .chain((all) =>
      fc.record({
        all: fc.constant(all),
        other: fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }),
      }),
    );
  fc.assert(
    fc.property(events, ({ all, other }) => {
      expect(applyCursorEvents(none, other, 1).cursors).toEqual(
        applyCursorEvents(none, all, 1).cursors,
      );
    }),
  );
});

it('holds no more tabs than a file can have people, and forgets those that are silent', () => {
  const many = Array.from({ length: 5_000 }, (_, n) => delivery('cursor', `u${n}`, { head: '1' }));
  const state = applyCursorEvents(none, many, 0);
  expect(state.cursors).toHaveLength(500);
  expect(forgetSilentCursors(state, 74_999)).toBe(state);
  expect(forgetSilentCursors(state, 75_000).cursors).toEqual([]);
});

let driver: FakeDriver;
let client: MessagingClient;

beforeEach(async () => {
  driver = new FakeDriver();
  client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: async () => driver,
    userId: 'ada',
    inboxPrefix: '_INBOX.t',
  });
  await vi.waitFor(() => expect(client.getState().status).toBe('live'));
});

afterEach(() => client.close({ drainMs: 0 }));

const wrapper = ({ children }: { children: ReactNode }) => (
  <MessagingProvider client={client}>{children}</MessagingProvider>
);

const published = () =>
  driver.published
    .filter(({ subject }) => subject.startsWith('slate.editor.'))
    .map(({ subject, body }) => {
      const { data } = JSON.parse(new TextDecoder().decode(body)) as { data: { head?: string } };
      return `${subject.split('.')[2]} ${data.head ?? '-'}`;
    });

it('gives the carets of others, once for all that came in one frame', async () => {
  let renders = 0;
  const { result } = renderHook(
    () => {
      renders += 1;
      return useCursors('f1');
    },
    { wrapper },
  );
  await vi.waitFor(() => expect(driver.patterns).toContain('slate.editor.*.*.f1'));
  const before = renders;
  await act(async () => {
    for (let head = 1; head <= 100; head++) {
      driver.deliver('slate.editor.cursor.bob.f1', event('cursor', 'bob', { head: `${head}` }));
      driver.deliver('slate.editor.cursor.ada.f1', event('cursor', 'ada', { head: `${head}` }));
    }
    await vi.waitFor(() => expect(renders).toBeGreaterThan(before));
  });
  expect(result.current).toMatchObject([{ userId: 'bob', name: 'bob', head: '100', anchor: null }]);
  expect(renders - before).toBe(1);
});

it('publishes where the caret is, and that the file was closed', async () => {
  const self = { userId: 'ada', name: 'Ada', sessionId: 'ada-tab' };
  const { result, unmount } = renderHook(() => useCursorPublisher('f1', self), { wrapper });
  await vi.waitFor(() => expect(published()).toEqual(['opened -']));
  for (let head = 1; head <= 20; head++) result.current({ head: `${head}` });
  await vi.waitFor(() => expect(published()).toEqual(['opened -', 'cursor 20']));
  result.current({ head: '20', anchor: '7' });
  await vi.waitFor(() => expect(published().at(-1)).toBe('selection 20'));
  result.current(null);
  await vi.waitFor(() => expect(published().at(-1)).toBe('cursor -'));
  driver.deliver('slate.editor.opened.bob.f1', event('opened', 'bob', {}));
  await vi.waitFor(() => expect(published()).toHaveLength(5));
  unmount();
  expect(published().at(-1)).toBe('closed -');
});

it.each([null, 'no id', '>'])('has nothing to show or to publish for the file %j', (fileId) => {
  const self = { userId: 'ada', name: 'Ada', sessionId: 'ada-tab' };
  const { result } = renderHook(
    () => ({ cursors: useCursors(fileId), publish: useCursorPublisher(fileId, self) }),
    { wrapper },
  );
  result.current.publish({ head: '1' });
  expect(result.current.cursors).toEqual([]);
  expect(published()).toEqual([]);
});

it('selects among the others in a project, and asks for them without joining', async () => {
  const presence = (userId: string, data: object) => ({
    ...{ type: 'presence', projectId: 'p1', userId, timestamp: 1 },
    data: { sessionId: `${userId}-tab`, name: userId, state: 'active', ...data },
  });
  let renders = 0;
  const { result } = renderHook(
    () => {
      renders += 1;
      return useOthers('p1', (others) => others.map(({ name }) => name));
    },
    { wrapper },
  );
  const looking = renderHook(() => usePresence('p1'), { wrapper });
  const subjects = () => driver.published.map(({ subject }) => subject);
  await vi.waitFor(() => expect(subjects()).toContain('slate.collab.presence.p1'));
  expect(subjects()).not.toContain('slate.collab.joined.p1');
  await act(async () => {
    for (const name of ['zoe', 'ada', 'bob']) {
      driver.deliver('slate.collab.presence.p1', presence(name, { view: 'Project' }));
    }
    await vi.waitFor(() => expect(result.current).toEqual(['bob', 'zoe']));
  });
  expect(looking.result.current.people.map(({ name }) => name)).toEqual(['ada', 'bob', 'zoe']);
  const before = renders;
  await act(async () => {
    driver.deliver('slate.collab.presence.p1', presence('bob', { view: 'Build log' }));
    await vi.waitFor(() => expect(looking.result.current.people[1]?.view).toBe('Build log'));
  });
  expect(renders).toBe(before);
});

// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { ViewsContext } from '../../../hooks/views/viewsContext.ts';
import { slateCatalog, slateCommands } from '../../../catalogs/slate/index.ts';
import { MessagingProvider } from '../../../hooks/index.ts';
import { createClient, Views } from '../../../lib/messaging/index.ts';
import { FakeDriver } from '../../../lib/messaging/testing/fakeDriver.ts';
import { FakeClock } from '../../../lib/messaging/testing/fakeClock.ts';
import { FakeFrames, FakeSource } from '../../../lib/messaging/testing/fakeSource.ts';
import type { BuildDelivery } from './build.ts';
import { buildsOf } from './model.ts';
import { useBuilds } from './useBuilds.ts';
import { useFindBuild } from './useFindBuild.ts';

const client = createClient({
  catalog: slateCatalog,
  commands: slateCommands,
  connect: async () => new FakeDriver(),
  userId: 'ada',
  inboxPrefix: '_INBOX.t',
});
let source: FakeSource;
let frames: FakeFrames;
let views: Views;

beforeEach(() => {
  source = new FakeSource();
  frames = new FakeFrames();
  views = new Views({ source, clock: new FakeClock(), schedule: frames.schedule });
});

/** All that the server keeps: builds of 100 events each, the newest last. */
const stored = (builds: number, last: readonly string[] = []) => [
  ...Array.from({ length: builds }, (_, n) => [
    [`b${n}`, 'queued'],
    [`b${n}`, 'started'],
    ...Array.from({ length: 97 }, () => [`b${n}`, 'progress']),
    [`b${n}`, 'completed'],
  ]).flat(),
  ...last.map((type) => ['last', type]),
];

/** Answers the view that was opened last as the server does. */
function answer(events: readonly (readonly string[])[]) {
  const { request, events: send, phase } = source.last;
  const { from } = request;
  const wanted = typeof from === 'object' && 'last' in from ? events.slice(-from.last) : events;
  const deliveries = wanted.map(([buildId, type], place) => ({
    event: {
      ...{ type, projectId: 'p1', timestamp: place },
      data: { buildId, ...(type === 'started' ? { agent: { id: 'a' } } : {}) },
    },
    meta: {
      ...{ name: `build.${type}`, subject: `slate.build.${type}.p1`, replayed: true },
      ...{ seq: place, storedAt: place, place, behind: wanted.length - place - 1 },
    },
  })) as unknown as BuildDelivery[];
  act(() => {
    send(deliveries);
    phase({ phase: 'live' });
    for (let frame = 0; frame < 50; frame++) frames.run();
  });
  return deliveries.length;
}

const wrapper = ({ children }: { children: ReactNode }) => (
  <MessagingProvider client={client}>
    <ViewsContext value={views}>{children}</ViewsContext>
  </MessagingProvider>
);
const open = () => renderHook(() => useBuilds('p1'), { wrapper }).result;
const count = ({ state }: ReturnType<typeof useBuilds>) => buildsOf(state, 'p1').length;

it('reads the last builds, and further back on demand, while what is known stays', () => {
  const builds = open();
  expect(answer(stored(220))).toBe(1_000);
  expect(builds.current).toMatchObject({ isComplete: true, older: 'some' });
  expect(count(builds.current)).toBe(10);
  expect(source.readers).toHaveLength(1);

  act(() => builds.current.loadOlder());
  expect(builds.current.older).toBe('loading');
  expect(count(builds.current)).toBe(10);
  expect(builds.current.status).toMatchObject({ phase: 'live', isReady: true });
  expect(answer(stored(220))).toBe(5_000);
  expect(builds.current.older).toBe('some');
  expect(count(builds.current)).toBe(50);

  act(() => builds.current.loadOlder());
  expect(answer(stored(220))).toBe(22_000);
  expect(builds.current.older).toBe('none');
  expect(count(builds.current)).toBe(220);
});

it('reads everything at once where there is little', () => {
  const builds = open();
  answer(stored(3));
  expect(builds.current).toMatchObject({ isComplete: true, older: 'none' });
  expect(count(builds.current)).toBe(3);
});

it('reads further back by itself until what runs, and what waits behind it, is known', () => {
  const builds = open();
  const running = ['queued', 'started', ...Array.from({ length: 1_200 }, () => 'progress')];
  answer(stored(220, running));
  expect(builds.current).toMatchObject({ isComplete: false, older: 'loading' });
  expect(count(builds.current)).toBe(0);
  answer(stored(220, running));
  expect(builds.current).toMatchObject({ isComplete: true, older: 'some' });
  expect(buildsOf(builds.current.state, 'p1')[0]).toMatchObject({ key: 'last', status: 'running' });
  expect(source.readers).toHaveLength(2);
});

it('says when reading further back fails, keeps what it has, and tries again when asked', () => {
  const builds = open();
  answer(stored(220));
  act(() => builds.current.loadOlder());
  act(() => {
    source.last.phase({ phase: 'failed', error: new Error('no') });
    frames.run();
  });
  expect(builds.current).toMatchObject({ status: { phase: 'failed' }, older: 'some' });
  expect(count(builds.current)).toBe(10);
  act(() => builds.current.loadOlder());
  expect(source.readers).toHaveLength(3);
  answer(stored(220));
  expect(count(builds.current)).toBe(50);
});

describe('a build that is looked for', () => {
  const find = (buildId: string) =>
    renderHook(
      () => {
        const builds = useBuilds('p1');
        return { ...builds, ...useFindBuild(builds, 'p1', buildId, false) };
      },
      { wrapper },
    ).result;

  it('is found a little further back, without being asked', () => {
    const found = find('b180');
    answer(stored(220));
    expect(found.current).toMatchObject({ build: null, search: 'searching' });
    answer(stored(220));
    expect(found.current).toMatchObject({ build: { key: 'b180' }, search: 'over' });
  });

  it('and does not exist makes nobody read all history', () => {
    const found = find('nonsense');
    answer(stored(2_000));
    expect(found.current.search).toBe('searching');
    answer(stored(2_000));
    expect(found.current).toMatchObject({ build: null, search: 'paused', older: 'some' });
    expect(source.readers).toHaveLength(2);

    act(() => found.current.loadOlder());
    expect(found.current.search).toBe('searching');
    expect(answer(stored(2_000))).toBe(25_000);
    expect(found.current.search).toBe('paused');
  });

  it('is not there once all was read', () => {
    const found = find('nonsense');
    answer(stored(20));
    answer(stored(20));
    expect(found.current).toMatchObject({ build: null, search: 'over', older: 'none' });
  });
});

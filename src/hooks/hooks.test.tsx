// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, renderHook, screen } from '@testing-library/react';
import { type ReactNode, StrictMode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { slateCatalog, slateCommands } from '../catalogs/slate/index.ts';
import { type Connect, createClient, type MessagingClient } from '../lib/messaging/index.ts';
import { FakeDriver } from '../lib/messaging/testing/fakeDriver.ts';
import { MessagingProvider } from './MessagingProvider.tsx';
import { useCommand } from './useCommand.ts';
import { useConnection } from './useConnection.ts';
import { useFollow } from './useFollow.ts';
import { useMessaging } from './useMessaging.ts';
import { useMetrics } from './useMetrics.ts';
import { useOutbox } from './useOutbox.ts';
import { usePublish } from './usePublish.ts';
import {
  useAssetEvents,
  useBuildEvents,
  useEditorEvents,
  useFileEvents,
} from './useResourceEvents.ts';
import { useSubject } from './useSubject.ts';

let driver: FakeDriver;
let client: MessagingClient;
let connect: Connect;

beforeEach(async () => {
  driver = new FakeDriver();
  connect = async () => driver;
  client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: (options) => connect(options),
    userId: 'ada',
    inboxPrefix: '_INBOX.t',
  });
  await vi.waitFor(() => expect(client.getState().status).toBe('live'));
});

afterEach(() => client.close({ drainMs: 0 }));

function wrapper({ children }: { children: ReactNode }) {
  return (
    <StrictMode>
      <MessagingProvider client={client}>{children}</MessagingProvider>
    </StrictMode>
  );
}

const progress = (percent: number, extra: object = {}) => ({
  type: 'progress',
  projectId: 'p1',
  timestamp: 1,
  data: { percent },
  ...extra,
});

describe('useSubject', () => {
  it('delivers each event once under StrictMode, typed by its pattern', () => {
    const seen: (number | undefined)[] = [];
    renderHook(
      () =>
        useSubject('slate.build.progress.p1', (event) => {
          seen.push(event.data?.percent);
        }),
      { wrapper },
    );
    driver.deliver('slate.build.progress.p1', progress(1));
    driver.deliver('slate.build.progress.p1', progress(2));
    expect(seen).toEqual([1, 2]);
    expect(driver.patterns.filter((p) => p === 'slate.build.progress.p1')).toHaveLength(1);
  });

  it('says that the server refused the subject, and tries again on the next connection', async () => {
    const next = new FakeDriver();
    connect = async () => next;
    const { result } = renderHook(() => useSubject('slate.build.progress.p1', () => {}), {
      wrapper,
    });
    expect(result.current).toEqual({ status: 'live', error: null });
    const refuse = (of: FakeDriver) => {
      const mine = [...of.subscriptions].find(({ pattern }) => pattern.includes('progress'));
      act(() => mine?.onError(new Error('permissions violation')));
    };
    refuse(driver);
    expect(result.current).toMatchObject({
      status: 'failed',
      error: { code: 'denied', subject: 'slate.build.progress.p1' },
    });
    await act(async () => driver.end());
    expect(result.current.status).toBe('waiting');
    await act(async () => client.retryNow());
    expect(result.current).toEqual({ status: 'live', error: null });
  });

  it('gives an error for what is no subject, and for null nothing', () => {
    const bad: { subject: string | null } = { subject: 'slate.build.a b' };
    const { result, rerender } = renderHook(({ subject }) => useSubject(subject, () => {}), {
      wrapper,
      initialProps: bad,
    });
    expect(result.current).toMatchObject({ status: 'failed', error: { code: 'invalid-token' } });
    rerender({ subject: null });
    expect(result.current).toEqual({ status: 'idle', error: null });
  });

  it('calls the newest closure without subscribing again', () => {
    const seen: string[] = [];
    const subscribe = vi.spyOn(driver, 'subscribe');
    const { rerender } = renderHook(
      ({ tag }) => useSubject('slate.build.progress.p1', () => void seen.push(tag)),
      { wrapper, initialProps: { tag: 'first' } },
    );
    const before = subscribe.mock.calls.length;
    rerender({ tag: 'second' });
    driver.deliver('slate.build.progress.p1', progress(1));
    expect(seen).toEqual(['second']);
    expect(subscribe.mock.calls.length).toBe(before);
  });

  it('hears nothing after unmount, and of another subject after a change', () => {
    const seen: string[] = [];
    const { rerender, unmount } = renderHook(
      ({ id }) =>
        useSubject(`slate.build.progress.${id}`, (event) => void seen.push(event.projectId)),
      { wrapper, initialProps: { id: 'p1' } },
    );
    rerender({ id: 'p2' });
    driver.deliver('slate.build.progress.p1', progress(1));
    driver.deliver('slate.build.progress.p2', progress(1, { projectId: 'p2' }));
    unmount();
    driver.deliver('slate.build.progress.p2', progress(1, { projectId: 'p2' }));
    expect(seen).toEqual(['p2']);
  });

  it('delivers every message of a burst, not only the last', () => {
    const seen: number[] = [];
    renderHook(
      () =>
        useSubject('slate.build.progress.p1', (event) => void seen.push(event.data?.percent ?? -1)),
      { wrapper },
    );
    for (let percent = 0; percent <= 100; percent++) {
      driver.deliver('slate.build.progress.p1', progress(percent));
    }
    expect(seen).toEqual(Array.from({ length: 101 }, (_, n) => n));
  });
});

describe('resource hooks', () => {
  it('useBuildEvents hears every build event of its project and of no other', () => {
    const seen: string[] = [];
    renderHook(() => useBuildEvents('p1', (event) => void seen.push(event.type)), { wrapper });
    driver.deliver('slate.build.progress.p1', progress(1));
    driver.deliver('slate.build.completed.p1', {
      type: 'completed',
      projectId: 'p1',
      timestamp: 1,
    });
    driver.deliver('slate.build.progress.p2', progress(1, { projectId: 'p2' }));
    expect(seen).toEqual(['progress', 'completed']);
  });

  it('useFileEvents hears updates that are keyed by file as well', () => {
    const seen: string[] = [];
    renderHook(() => useFileEvents('p1', (event) => void seen.push(event.type)), { wrapper });
    driver.deliver('slate.file.updated.p1', {
      type: 'updated',
      projectId: 'p1',
      fileId: 'f1',
      timestamp: 1,
    });
    expect(seen).toEqual(['updated']);
  });

  it('useAssetEvents hears component events, which have one token more', () => {
    const seen: string[] = [];
    renderHook(() => useAssetEvents('p1', (event) => void seen.push(event.type)), { wrapper });
    driver.deliver('slate.asset.component.added.p1', {
      type: 'component.added',
      projectId: 'p1',
      assetId: 'a1',
      timestamp: 1,
    });
    driver.deliver('slate.asset.created.p1', { type: 'created', projectId: 'p1', timestamp: 1 });
    expect(seen).toEqual(['component.added', 'created']);
  });

  it.each([
    ['useBuildEvents', useBuildEvents],
    ['useAssetEvents', useAssetEvents],
    ['useEditorEvents', useEditorEvents],
  ])('%s gives an error for an id that is no token, and subscribes to nothing', (_, useEvents) => {
    const bad: { id: string | null } = { id: 'a b' };
    const before = driver.patterns.length;
    const { result, rerender } = renderHook(({ id }) => useEvents(id, () => {}), {
      wrapper,
      initialProps: bad,
    });
    expect(result.current).toMatchObject({ status: 'failed', error: { code: 'invalid-token' } });
    expect(driver.patterns.length).toBe(before);
    rerender({ id: 'p1' });
    expect(result.current).toEqual({ status: 'live', error: null });
    rerender({ id: null });
    expect(result.current).toEqual({ status: 'idle', error: null });
  });
});

describe('useFollow', () => {
  it('fails for what is no subject, and goes on with the next', () => {
    const { result, rerender } = renderHook(
      ({ subject }) => useFollow(subject, 'new', { onEvents: () => {} }),
      { wrapper, initialProps: { subject: 'slate.build.a b' } },
    );
    expect(result.current).toMatchObject({ phase: 'failed', error: { code: 'invalid-token' } });
    rerender({ subject: 'slate.collab.*.p1' });
    expect(result.current.phase).not.toBe('failed');
  });
});

describe('useCommand', () => {
  it('gives an error for an id that is no token', async () => {
    const queries = new QueryClient();
    const { result } = renderHook(() => useCommand('build.start'), {
      wrapper: ({ children }) => (
        <QueryClientProvider client={queries}>{wrapper({ children })}</QueryClientProvider>
      ),
    });
    act(() => result.current.mutate({ ids: { projectId: 'a b' }, input: {} }));
    await vi.waitFor(() =>
      expect(result.current).toMatchObject({ isError: true, error: { code: 'invalid-token' } }),
    );
  });
});

describe('useConnection', () => {
  function Status() {
    return <p role="status">{useConnection().status}</p>;
  }

  it('renders again only for what a selector picks', async () => {
    let renders = 0;
    const { result } = renderHook(
      () => {
        renders += 1;
        return useConnection(({ status, retryNow }) => (status === 'live' ? retryNow : null));
      },
      { wrapper },
    );
    expect(result.current).toBe(client.retryNow);
    const before = renders;
    driver.ping = async () => 77;
    await act(async () => client.probe());
    await vi.waitFor(() => expect(client.getState()).toMatchObject({ rttMs: 77 }));
    expect(renders).toBe(before);
    await act(async () => driver.end());
    expect(result.current).toBeNull();
  });

  it('follows the state of the connection', async () => {
    render(<Status />, { wrapper });
    expect(screen.getByRole('status').textContent).toBe('live');
    await act(async () => driver.end());
    expect(screen.getByRole('status').textContent).toBe('reconnecting');
  });
});

describe('useOutbox', () => {
  it('says what waits', async () => {
    const { result } = renderHook(() => useOutbox(), { wrapper });
    expect(result.current).toMatchObject({ queued: 0, storage: 'memory' });
    act(() => {
      void client.publish('build.started', { projectId: 'p1' }, { durable: true }).catch(() => {});
    });
    await vi.waitFor(() => expect(result.current.queued).toBe(1));
  });
});

describe('usePublish', () => {
  it('publishes, and shows why it could not until it can', async () => {
    const { result } = renderHook(() => usePublish(), { wrapper });
    const { publish, publishAsync } = result.current;
    await act(async () => publish('collab.joined', { projectId: 'p1' }));
    expect(driver.published.map(({ subject }) => subject)).toContain('slate.collab.joined.p1');
    expect(result.current.error).toBeNull();
    await act(async () => publish('collab.joined', { projectId: 'a b' }));
    expect(result.current.error?.code).toBe('invalid-token');
    await act(async () => publish('collab.joined', { projectId: 'p1' }));
    expect(result.current.error).toBeNull();
    await expect(publishAsync('collab.joined', { projectId: 'p1' })).resolves.toMatchObject({
      outcome: 'sent',
    });
    await expect(publishAsync('collab.joined', { projectId: '' })).rejects.toMatchObject({
      code: 'invalid-token',
    });
    expect([result.current.publish, result.current.publishAsync]).toEqual([publish, publishAsync]);
  });
});

describe('useMetrics', () => {
  afterEach(() => vi.useRealTimers());

  it('reads again in its interval, and stops with the component', () => {
    vi.useFakeTimers();
    const { result, unmount } = renderHook(() => useMetrics(500), { wrapper });
    const before = result.current.messagesOut;
    void client.publish('collab.joined', { projectId: 'p1' });
    act(() => void vi.advanceTimersByTime(500));
    expect(result.current.messagesOut).toBe(before + 1);
    unmount();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('useMessaging', () => {
  it('says what is missing outside of a provider', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(() => renderHook(() => useMessaging())).toThrow(/MessagingProvider/);
  });
});

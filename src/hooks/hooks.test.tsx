// @vitest-environment jsdom
import { act, render, renderHook, screen } from '@testing-library/react';
import { type ReactNode, StrictMode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { slateCatalog, slateCommands } from '../catalogs/slate/index.ts';
import { createClient, type MessagingClient } from '../lib/messaging/index.ts';
import { FakeDriver } from '../lib/messaging/testing/fakeDriver.ts';
import { MessagingProvider } from './MessagingProvider.tsx';
import { useConnection } from './useConnection.ts';
import { useMessaging } from './useMessaging.ts';
import { useMetrics } from './useMetrics.ts';
import { useOutbox } from './useOutbox.ts';
import { useAssetEvents, useBuildEvents, useFileEvents } from './useResourceEvents.ts';
import { useSubject } from './useSubject.ts';

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

  it('calls the newest closure without subscribing anew', () => {
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

  it('an id that is no token subscribes to nothing and does not throw', () => {
    const before = driver.patterns.length;
    renderHook(() => useBuildEvents('a b', () => {}), { wrapper });
    expect(driver.patterns.length).toBe(before);
  });
});

describe('useConnection', () => {
  function Status() {
    return <p role="status">{useConnection().status}</p>;
  }

  it('follows the state of the connection', async () => {
    render(<Status />, { wrapper });
    expect(screen.getByRole('status').textContent).toBe('live');
    await act(async () => driver.end());
    expect(screen.getByRole('status').textContent).toBe('reconnecting');
  });
});

describe('useOutbox', () => {
  it('tells what waits, by itself and with the connection', async () => {
    const { result } = renderHook(() => ({ own: useOutbox(), of: useConnection().outbox }), {
      wrapper,
    });
    expect(result.current.own).toMatchObject({ queued: 0, storage: 'memory' });
    act(() => {
      void client.publish('build.started', { projectId: 'p1' }, { durable: true }).catch(() => {});
    });
    await vi.waitFor(() => expect(result.current.own.queued).toBe(1));
    expect(result.current.of).toBe(result.current.own);
  });
});

describe('useMetrics', () => {
  afterEach(() => vi.useRealTimers());

  it('reads anew in its interval, with one timer for all, and stops with the last', () => {
    vi.useFakeTimers();
    const { result, unmount } = renderHook(() => [useMetrics(500), useMetrics(500)], { wrapper });
    expect(vi.getTimerCount()).toBe(1);
    const before = result.current[0]?.messagesOut ?? -1;
    void client.publish('collab.joined', { projectId: 'p1' });
    act(() => void vi.advanceTimersByTime(500));
    expect(result.current.map((metrics) => metrics.messagesOut)).toEqual([before + 1, before + 1]);
    expect(result.current[0]).toBe(result.current[1]);
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

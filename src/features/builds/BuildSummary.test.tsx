// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MessagingProvider } from '../../hooks/index.ts';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { createClient, type MessagingClient } from '../../lib/messaging/index.ts';
import { FakeDriver } from '../../lib/messaging/testing/fakeDriver.ts';
import { BuildSummary } from './BuildSummary.tsx';
import { applyBuildEvent, type BuildDelivery, latestBuild, noBuilds } from './model/model.ts';

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

afterEach(async () => {
  cleanup();
  vi.restoreAllMocks();
  await client.close({ drainMs: 0 });
});

function show(type: 'queued' | 'started' | 'failed', data: object, silentMs = 0) {
  const delivery = {
    event: { type, projectId: 'p1', timestamp: 1, data: { buildId: 'b1', ...data } },
    meta: { name: `build.${type}`, subject: `slate.build.${type}.p1`, replayed: false },
  } as BuildDelivery;
  const build = latestBuild(applyBuildEvent(noBuilds, delivery, Date.now()), 'p1');
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + silentMs);
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MessagingProvider client={client}>
        <BuildSummary build={build} />
      </MessagingProvider>
    </QueryClientProvider>,
  );
  return screen.getByRole('status', { name: 'Build status' });
}

const beat = { heartbeatMs: 10_000 };

describe('BuildSummary', () => {
  it('says no percentage of a build that failed before it got anywhere', () => {
    expect(show('failed', {}).textContent).toBe('Failed');
    expect(screen.queryByText(/%/)).toBeNull();
    expect(screen.getByRole('progressbar').firstElementChild?.getAttribute('data-tone')).toBe(
      'failed',
    );
  });

  it('shows a build that waits, and who asked for it', () => {
    expect(show('queued', { startedBy: 'Ada' }).textContent).toBe('Queued');
    expect(screen.getByText(/by Ada/).textContent).toMatch(/^queued /);
    const bar = screen.getByRole('progressbar', { name: 'Build progress' });
    expect(bar.getAttribute('aria-valuenow')).toBe('0');
  });

  it.each([
    [5_000, 'Running'],
    [60_000, 'Stalled'],
    [600_000, 'Lost'],
  ])('after %i ms of silence says %s', (silentMs, word) => {
    expect(show('started', beat, silentMs).textContent).toBe(word);
    const advice = screen.queryByText(/No updates from this build/);
    expect(advice !== null).toBe(word === 'Lost');
  });

  it('blames no build for a connection of its own that is gone', async () => {
    const status = show('started', beat, 600_000);
    expect(status.textContent).toBe('Lost');
    await act(async () => driver.end());
    expect(status.textContent).toBe('Running');
  });

  it('says that it runs again', () => {
    show('started', { ...beat, attempt: 2 });
    expect(screen.getByText('attempt 2')).toBeTruthy();
  });
});

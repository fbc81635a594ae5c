// @vitest-environment jsdom
import { act, cleanup, configure, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import { fakeLog } from '../../lib/log/feed/testing/fakeLog.ts';
import { LogBuffer } from '../../lib/log/LogBuffer.ts';
import { LogView } from './LogView.tsx';
import { hitsIn } from '../../lib/log/search/pattern.ts';
import type { SearchJob } from '../../lib/log/search/searchWorker.ts';
import { defaultLogView, type LogViewState } from '../../lib/log/viewState.ts';

// Each of them takes a busy machine a while.
configure({ asyncUtilTimeout: 30_000 });

const STORED = 30_000;
/** One for each search that began. */
let workers = 0;

/** What the browser runs in a thread of its own. */
class WorkerHere extends EventTarget {
  constructor() {
    super();
    workers += 1;
    setTimeout(() => this.#say({ kind: 'ready' }));
  }

  postMessage({ id, pattern, messages }: SearchJob): void {
    const expression = new RegExp(pattern.source, pattern.flags);
    const found = messages.map((text) => hitsIn(text, expression, pattern.maxLength));
    setTimeout(() => this.#say({ kind: 'done', id, found }));
  }

  terminate(): void {}

  #say(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

const ends: (() => void)[] = [];
beforeEach(() => {
  workers = 0;
  vi.stubGlobal('Worker', WorkerHere);
});
afterEach(() => {
  cleanup();
  for (const end of ends.splice(0)) end();
  vi.unstubAllGlobals();
});

/** A log of 30,000 lines, looked at as an address says. */
async function open(opened: Partial<LogViewState>) {
  const log = fakeLog(STORED);
  const buffer = new LogBuffer();
  const feed = new LogFeed(log.source, buffer);
  ends.push(feed.start());
  await vi.waitFor(() => expect(feed.getState().phase).toBe('ready'));
  function Viewed() {
    const [view, setView] = useState({ ...defaultLogView, ...opened });
    return (
      <LogView
        {...{ buffer, feed, view, onView: setView }}
        label="Runtime log"
        emptyText="No lines yet."
      />
    );
  }
  return { log, show: () => render(<Viewed />) };
}

const rows = () => within(screen.getByRole('log')).queryAllByText(/^line /);
const matches = () => screen.getByRole('status', { name: 'Matches' }).textContent;

test('what was found is kept when only matching lines are shown, and all again', async () => {
  const { log, show } = await open({ query: '000$', isRegex: true });
  show();
  await waitFor(() => expect(matches()).toBe('30'));
  const reads = log.reads();
  const filter = screen.getByRole('button', { name: 'Only matching lines' });
  await userEvent.click(filter);
  await waitFor(() => expect(rows()).toHaveLength(30));
  expect(matches()).toBe('30');
  act(() => log.publish(31_000));
  await waitFor(() => expect(rows()).toHaveLength(31));
  await userEvent.click(filter);
  await waitFor(() => expect(rows().length).toBeGreaterThan(31));
  expect(matches()).toBe('31');
  expect({ workers, reads: log.reads() }).toEqual({ workers: 1, reads });
});

test('a link to a line under a filter shows the line before the rest is looked through', async () => {
  const { log, show } = await open({
    query: '000$',
    isRegex: true,
    mode: 'filter',
    lines: { from: 5_000, to: 5_000 },
  });
  // What is above and below the line; what is further off never comes.
  log.holdPages(2);
  show();
  await waitFor(() =>
    expect(rows().map(({ textContent }) => textContent)).toEqual(['line 5000', 'line 6000']),
  );
  const row = rows()[0]?.closest('[data-n]');
  expect(row?.hasAttribute('data-selected')).toBe(true);
  expect(matches()).toBe('2…');
  expect(screen.getByRole('button', { name: 'Follow' }).getAttribute('aria-pressed')).toBe('false');
  expect(workers).toBe(1);
});

test('a linked line that its filter leaves out is said to be', async () => {
  const { show } = await open({
    query: '000$',
    isRegex: true,
    mode: 'filter',
    lines: { from: 5_001, to: 5_001 },
  });
  show();
  await screen.findByText('The linked line is not among those that are shown.');
  // The rows come with the next frame.
  await waitFor(() => expect(rows().map(({ textContent }) => textContent)).toContain('line 6000'));
});

test('Enter goes to a match of what was typed, however lately', async () => {
  const { show } = await open({ query: '2999' });
  show();
  await waitFor(() => expect(matches()).toBe('13'));
  await userEvent.type(screen.getByRole('searchbox', { name: 'Search the log' }), '5{Enter}');
  await waitFor(() => expect(matches()).toBe('1 of 1'));
});

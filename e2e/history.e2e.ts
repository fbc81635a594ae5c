import type { Page } from '@playwright/test';
import {
  button,
  connection,
  line,
  newestLine,
  numberedLines,
  runtimeStatus,
  savedLog,
} from './support/page.ts';
import { connectOperator } from './support/operator.ts';
import { connectPublisher, type Publisher } from './support/publisher.ts';
import { expect, test } from './support/slate.ts';

const connectionFailed = /WebSocket connection to .* failed/;
const wasRecreated = 'Lines may be missing: the server’s history was recreated.';

/** Publishes "line `from`" to "line `to`". */
async function publishLines(publisher: Publisher, sessionId: string, from: number, to: number) {
  for (const message of numberedLines(to).slice(from - 1)) {
    await publisher.publish(`slate.runtime.log.${sessionId}`, {
      type: 'log',
      sessionId,
      timestamp: Date.now(),
      data: { message },
    });
  }
}

const lastLine = (page: Page, text: string) =>
  expect(line(page, 'Runtime log', text)).toBeInViewport();

test('JetStream that is switched on joins its history to what was live only', async ({
  frail,
  visit,
  complaints,
}) => {
  complaints.expect(connectionFailed);
  await frail.nats.kill();
  await frail.nats.start({ jetstream: false });
  const page = await visit('Ada', `${frail.url}/projects/frail`);
  await expect(connection(page)).toHaveText('Live only');
  await button(page, 'Run').click();
  await expect(runtimeStatus(page)).toHaveText('Running');
  await page.getByRole('link', { name: 'Open log', exact: true }).click();
  await expect(page.getByText('Live only: this server keeps no history.').first()).toBeVisible();
  await expect(newestLine(page, 'Runtime log')).toHaveText(/\d{2,}/);

  await frail.nats.kill();
  await frail.nats.start({ jetstream: true });
  await expect(connection(page)).toHaveText('Live');
  await expect(page.getByText(/^Live only/)).toHaveCount(0);
  const before = (await savedLog(page)).length;
  await expect.poll(async () => (await savedLog(page)).length).toBeGreaterThan(before + 50);
  await button(page, 'Stop').click();
  await expect(runtimeStatus(page)).toHaveText('Stopped');

  const saved = await savedLog(page);
  const lines = saved.filter((text) => text.startsWith('line '));
  const numbers = lines.map((text) => Number(text.slice('line '.length)));
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  // What was said to a server that died may be lost, and the page says so.
  const markers = saved.filter((text) => !text.startsWith('line '));
  expect(markers[0]).toContain('keeps no history of the time without a connection');
  // What is kept is all of the end.
  await page.reload();
  await expect(runtimeStatus(page)).toHaveText('Stopped');
  await expect.poll(async () => (await savedLog(page)).at(-1)).toBe(lines.at(-1));
  const kept = await savedLog(page);
  expect(kept.length).toBeGreaterThan(50);
  expect(kept).toEqual(lines.slice(-kept.length));
});

test('a log whose stream was wiped says so where it goes on', async ({
  frail,
  frailPublisher,
  visit,
  keep,
  complaints,
}) => {
  complaints.expect(connectionFailed);
  const page = await visit('Ada', `${frail.url}/runtimes/wiped`);
  await publishLines(frailPublisher, 'wiped', 1, 30);
  await lastLine(page, 'line 30');
  await frailPublisher.close();

  await frail.nats.kill();
  frail.nats.wipe();
  await frail.nats.start({ jetstream: true });
  const operator = await keep(connectOperator(frail));
  await expect.poll(() => operator.hasStream('SLATE_LOGS')).toBe(true);
  await expect(line(page, 'Runtime log', wasRecreated)).toBeVisible();
  await publishLines(await keep(connectPublisher(frail)), 'wiped', 31, 40);
  await lastLine(page, 'line 40');
  const saved = await savedLog(page);
  const markers = saved.filter((text) => !text.startsWith('line '));
  expect(saved.slice(0, 30)).toEqual(numberedLines(30));
  expect(markers.at(-1)).toContain(wasRecreated);
  expect(saved.slice(30)).toEqual([...markers, ...numberedLines(40).slice(30)]);
});

test('a log that lost lines to a purge says where, and how many', async ({
  frail,
  frailPublisher,
  operator,
  visit,
  complaints,
}) => {
  complaints.expect(connectionFailed);
  const page = await visit('Ada', `${frail.url}/runtimes/purged`);
  await publishLines(frailPublisher, 'purged', 1, 30);
  await lastLine(page, 'line 30');
  frail.link.freeze();
  frail.link.reset();
  await expect(connection(page)).toHaveText(/^Reconnecting/);
  await publishLines(frailPublisher, 'purged', 31, 50);
  await operator.purge('SLATE_LOGS');
  await publishLines(frailPublisher, 'purged', 51, 60);
  frail.link.thaw();

  await expect(connection(page)).toHaveText('Live');
  await lastLine(page, 'line 60');
  const lines = numberedLines(60);
  expect(await savedLog(page)).toEqual([
    ...lines.slice(0, 30),
    expect.stringContaining('Lines may be missing (up to 20): the server no longer keeps them.'),
    ...lines.slice(50),
  ]);
});

import type { Page } from '@playwright/test';
import { connection, newestLine, numberedLines, recordTexts, savedLog } from './support/page.ts';
import { expect, test } from './support/slate.ts';
import { steadyLog } from './support/steadyLog.ts';

const connectionFailed = /WebSocket connection to .* failed/;
const everyMs = 20;

test('a page that opens before its server goes live with it, history and all', async ({
  frail,
  frailPublisher,
  browse,
  complaints,
}) => {
  complaints.expect(connectionFailed);
  const sessionId = 'absent';
  const log = steadyLog(frailPublisher, sessionId, 0);
  await log.more(50);
  const lines = await log.stop();
  await frailPublisher.close();
  await frail.nats.kill();

  const page = await (await browse()).newPage();
  await page.goto(`${frail.url}/runtimes/${sessionId}`);
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  for (const attempt of [1, 2]) {
    await expect(connection(page)).toHaveText(new RegExp(`^Connecting.*attempt ${attempt}`));
  }
  await frail.nats.start({ jetstream: true });
  await expect(connection(page)).toHaveText('Live');
  await expect.poll(() => savedLog(page)).toEqual(numberedLines(lines));
});

test('a network that goes and comes back is shown, and costs nothing', async ({
  frail,
  frailPublisher,
  visit,
  complaints,
}) => {
  complaints.expect(connectionFailed);
  const page = await openLog(visit, frail.url, 'offline');
  const log = steadyLog(frailPublisher, 'offline', everyMs);
  await expect(newestLine(page, 'Runtime log')).toHaveText(/\d{2,}/);
  const seen = await recordTexts(connection(page));

  // Not every Chromium takes a socket that is open already off the network with its page.
  frail.link.freeze();
  await page.context().setOffline(true);
  await expect(connection(page)).toHaveText(/^Offline/);
  await log.more(50);
  expect((await seen()).at(-1)).toMatch(/^Offline/);

  frail.link.thaw();
  await page.context().setOffline(false);
  await expect(connection(page)).toHaveText('Live');
  const lines = await log.stop();
  await expect.poll(() => savedLog(page)).toEqual(numberedLines(lines));
});

test('a page whose main thread was busy for seconds has lost nothing', async ({
  frail,
  frailPublisher,
  visit,
}) => {
  const page = await openLog(visit, frail.url, 'busy');
  const log = steadyLog(frailPublisher, 'busy', 1);
  await expect(newestLine(page, 'Runtime log')).toHaveText(/\d{2,}/);
  await page.evaluate(() => {
    const end = performance.now() + 3_000;
    while (performance.now() < end);
  });
  await log.more(100);
  await expect(connection(page)).toHaveText('Live');
  const lines = await log.stop();
  await expect.poll(() => savedLog(page)).toEqual(numberedLines(lines));
});

test('a link that breaks again and again costs no line, and the page says when it is down', async ({
  frail,
  frailPublisher,
  visit,
  complaints,
}) => {
  complaints.expect(connectionFailed);
  const page = await openLog(visit, frail.url, 'resets');
  const log = steadyLog(frailPublisher, 'resets', everyMs);
  await expect(newestLine(page, 'Runtime log')).toHaveText(/\d{2,}/);
  for (let reset = 1; reset <= 4; reset++) {
    const seen = await recordTexts(connection(page));
    frail.link.reset();
    await expect.poll(async () => (await seen())[0]).toMatch(/^Reconnecting/);
    await expect.poll(async () => (await seen()).at(-1)).toBe('Live');
    await log.more(25);
  }
  const lines = await log.stop();
  await expect.poll(() => savedLog(page)).toEqual(numberedLines(lines));
  await page.reload();
  await expect(connection(page)).toHaveText('Live');
  await expect.poll(() => savedLog(page)).toEqual(numberedLines(lines));
});

async function openLog(
  visit: (name: string, url: string) => Promise<Page>,
  url: string,
  sessionId: string,
): Promise<Page> {
  const page = await visit('Ada', `${url}/runtimes/${sessionId}`);
  await expect(page.getByText('No output yet', { exact: true })).toBeVisible();
  return page;
}

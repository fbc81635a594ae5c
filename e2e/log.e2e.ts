import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { button, line, log } from './support/page.ts';
import type { Publisher } from './support/publisher.ts';
import { publishLines } from './support/publishLines.ts';
import { expect, test } from './support/slate.ts';

/** Far more than a page loads at first. */
const COUNT = 30_000;
/** What a page holds at most. */
const CAPACITY = 100_000;
/** Reading all of it again takes a busy machine a while. */
const scanned = { timeout: 45_000 };
const name = 'Runtime log';

/** A long log, stored once for all tests of a worker that only read it. */
const stored = new Map<string, Promise<void>>();

/** Line 12 and line 18,000 are broken, ten have a needle. */
const longLog = (n: number) =>
  n === 12 || n === 18_000
    ? `line ${n} broken`
    : n % 3_000 === 7
      ? `line ${n} needle`
      : `line ${n}`;

async function openLong(
  url: string,
  publisher: Publisher,
  visit: (name: string, url: string) => Promise<Page>,
  search = '',
): Promise<Page> {
  const sessionId = 'long-log';
  const key = `${url}/${sessionId}`;
  if (!stored.has(key)) stored.set(key, publishLines(publisher, sessionId, 1, COUNT, longLog));
  await stored.get(key);
  return visit('Ada', `${url}/runtimes/${sessionId}${search}`);
}

test.setTimeout(180_000);

const numberOf = (page: Page, text: string) =>
  line(page, name, text).locator('..').getAttribute('data-n');
/** How much is loaded, in the toolbar; the text for screen readers may be the same. */
const heldLines = (page: Page, text: RegExp) => page.locator('span').filter({ hasText: text });

/** Pixels from the first line that is loaded, where the page above it is asked for. */
const pageIsAskedFor = 2_000;
const setTop = (page: Page, top: number) =>
  log(page, name).evaluate((scroller, top) => (scroller.scrollTop = top), top);

/** The topmost row that is in view as a whole. */
async function rowAtTop(page: Page): Promise<Locator> {
  const rows = log(page, name).locator('[data-n]');
  const { y = 0 } = (await log(page, name).boundingBox()) ?? {};
  const at = async () => {
    const tops = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().y));
    return tops.findIndex((top) => top >= y);
  };
  await expect.poll(at).toBeGreaterThan(0);
  const seq = await rows.nth(await at()).getAttribute('data-seq');
  return log(page, name).locator(`[data-seq="${seq}"]`);
}

/** How far below its place a row is in every frame from now on, in pixels. */
async function recordPlaces(row: Locator): Promise<() => Promise<number[]>> {
  const places = await row.evaluateHandle((element) => {
    const start = element.getBoundingClientRect().y;
    const seen: number[] = [];
    const look = () => {
      seen.push(element.getBoundingClientRect().y - start);
      requestAnimationFrame(look);
    };
    look();
    return seen;
  });
  return () => places.jsonValue();
}

/** Turns the wheel by so many pixels again and again, until something is in view. */
async function scrollUntil(page: Page, pixels: number, target: Locator): Promise<void> {
  await expect(async () => {
    await page.mouse.wheel(0, pixels);
    await expect(target).toBeInViewport({ timeout: 1 });
  }).toPass({ intervals: [20], timeout: 60_000 });
}

const search = (page: Page) => page.getByRole('searchbox', { name: 'Search the log' });
const matches = (page: Page) => page.getByRole('status', { name: 'Matches' });

test('lines are numbered from the stream’s start; the first and the next error are found anywhere', async ({
  slate,
  publisher,
  visit,
}) => {
  const page = await openLong(slate.url, publisher, visit);
  await expect(line(page, name, `line ${COUNT}`)).toBeInViewport();
  await expect.poll(() => numberOf(page, `line ${COUNT}`)).toBe(String(COUNT));
  await page.keyboard.press('g');
  await expect(line(page, name, 'line 1')).toBeInViewport();
  await expect.poll(() => numberOf(page, 'line 1')).toBe('1');
  await expect(heldLines(page, /^[\d,]+ of 30,000 lines$/)).toBeVisible();
  await page.keyboard.press('G');
  await expect(line(page, name, `line ${COUNT}`)).toBeInViewport();
  await expect(button(page, 'Follow')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('e');
  await expect(line(page, name, 'line 12 broken')).toBeInViewport(scanned);
  await page.keyboard.press('e');
  await expect(line(page, name, 'line 18000 broken')).toBeInViewport();
});

test('the reader’s row stays put while lines arrive and the oldest make room, which load again', async ({
  slate,
  publisher,
  visit,
}) => {
  const sessionId = 'full-log';
  const page = await visit('Ada', `${slate.url}/runtimes/${sessionId}`);
  // Live and never far ahead of the page, so that it holds as many as it ever does.
  for (let n = 1; n < CAPACITY; n += CAPACITY / 10) {
    const to = n + CAPACITY / 10 - 1;
    await publishLines(publisher, sessionId, n, to);
    await expect(line(page, name, `line ${to}`)).toBeInViewport(scanned);
  }
  await expect(heldLines(page, /^100,000 lines$/)).toBeVisible();
  await log(page, name).hover();
  await page.mouse.wheel(0, -2_000);
  await expect(button(page, 'Follow')).toHaveAttribute('aria-pressed', 'false');
  const row = line(page, name, `line ${CAPACITY - 100}`);
  await expect(row).toBeInViewport();
  const before = await row.boundingBox();
  const last = CAPACITY + 3_000;
  await publishLines(publisher, sessionId, CAPACITY + 1, last);
  await expect(button(page, '3,000 new lines')).toBeVisible(scanned);
  expect(await row.boundingBox()).toEqual(before);

  // A page holds no more, whichever end of the log it is at.
  const held = heldLines(page, /^100,000 of 103,000 lines$/);
  await expect(held).toBeVisible();
  await setTop(page, 0);
  await scrollUntil(page, -100_000, line(page, name, 'line 1'));
  await expect.poll(() => numberOf(page, 'line 1')).toBe('1');
  await expect(held).toBeVisible();
  await setTop(page, CAPACITY * 20);
  await scrollUntil(page, 100_000, line(page, name, `line ${last}`));
  await expect.poll(() => numberOf(page, `line ${last}`)).toBe(String(last));
  await expect(held).toBeVisible();
  await expect(button(page, 'Follow')).toHaveAttribute('aria-pressed', 'true');
  await publishLines(publisher, sessionId, last + 1, last + 1);
  await expect(line(page, name, `line ${last + 1}`)).toBeInViewport();
});

test('lines that come too fast to be read are left to be loaded, and none is lost', async ({
  slate,
  publisher,
  visit,
}) => {
  const sessionId = 'burst-log';
  const burst = 60_000;
  const page = await visit('Ada', `${slate.url}/runtimes/${sessionId}`);
  await publishLines(publisher, sessionId, 1, 1);
  await expect(line(page, name, 'line 1')).toBeInViewport();
  // On any machine the publisher is faster than this page.
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await publishLines(publisher, sessionId, 2, burst);
  await expect(line(page, name, `line ${burst}`)).toBeInViewport(scanned);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await expect.poll(() => numberOf(page, `line ${burst}`)).toBe(String(burst));
  await expect(page.getByText(/^[\d,]+ of 60,000 lines$/)).toBeVisible();

  const coming = page.waitForEvent('download');
  await button(page, 'Download as text').click();
  const lines = readFileSync(await (await coming).path(), 'utf8').split('\n');
  expect(lines.slice(0, -1)).toEqual(Array.from({ length: burst }, (_, i) => `line ${i + 1}`));

  // It goes on from there.
  await publishLines(publisher, sessionId, burst + 1, burst + 3);
  await expect(line(page, name, `line ${burst + 3}`)).toBeInViewport();
  await expect.poll(() => numberOf(page, `line ${burst + 3}`)).toBe(String(burst + 3));
  await search(page).fill('line 30000');
  await expect(matches(page)).toContainText('1', scanned);
  await page.keyboard.press('Enter');
  await expect(line(page, name, 'line 30000')).toBeInViewport();
});

test('scrolling up leads page by page to the first lines; a link leads there, also after a reload', async ({
  slate,
  publisher,
  visit,
}) => {
  const sessionId = 'linked-log';
  await publishLines(publisher, sessionId, 1, 40_000);
  const page = await visit('Ada', `${slate.url}/runtimes/${sessionId}`);
  await expect(line(page, name, 'line 40000')).toBeInViewport();
  const held = heldLines(page, /^[\d,]+( of 40,000)? lines$/);
  await log(page, name).hover();
  for (const layout of ['lines of one height', 'wrapped lines']) {
    const before = (await held.textContent()) ?? '';
    await setTop(page, pageIsAskedFor + 100);
    const seen = await recordPlaces(await rowAtTop(page));
    await page.mouse.wheel(0, -200);
    await expect(held, layout).not.toHaveText(before);
    await expect.poll(async () => (await seen()).at(-1), layout).toBe(200);
    // It goes down as the wheel turns, and never moves with what comes in above.
    const places = await seen();
    expect(places, layout).toEqual(places.toSorted((a, b) => a - b));
    await page.keyboard.press('w');
  }
  await expect(button(page, 'Follow')).toHaveAttribute('aria-pressed', 'false');
  await scrollUntil(page, -100_000, line(page, name, 'line 12'));
  await expect.poll(() => numberOf(page, 'line 1')).toBe('1');
  await expect(held).toHaveText('40,000 lines');
  const row = line(page, name, 'line 12').locator('..');
  await row.click({ position: { x: 10, y: 10 } });
  await expect(page).toHaveURL(/[?&]line=\d+$/);
  await expect(row).toHaveAttribute('data-selected', 'true');
  await publishLines(publisher, sessionId, 40_001, 41_000);
  await page.reload();
  await expect(line(page, name, 'line 12')).toBeInViewport();
  await expect(row).toHaveAttribute('data-selected', 'true');
  await expect.poll(() => row.getAttribute('data-n')).toBe('12');
  await publishLines(publisher, sessionId, 41_001, 41_050);
  await expect(button(page, '50 new lines')).toBeVisible();
  await expect(line(page, name, 'line 12')).toBeInViewport();
  await page
    .getByText('line 20', { exact: true })
    .locator('..')
    .click({
      position: { x: 10, y: 10 },
      modifiers: ['Shift'],
    });
  await expect(page.getByRole('group', { name: 'Selected lines' })).toContainText('Lines 12–20');
  await button(page, '50 new lines').click();
  await expect(line(page, name, 'line 41050')).toBeInViewport();
});

test('search finds what is not loaded, counts, goes there and shows it in context', async ({
  slate,
  publisher,
  visit,
}) => {
  const page = await openLong(slate.url, publisher, visit);
  await expect(line(page, name, `line ${COUNT}`)).toBeInViewport();
  await page.keyboard.press('/');
  await page.keyboard.type('needle');
  await expect(matches(page)).toHaveText('10', scanned);
  await page.keyboard.press('Shift+Enter');
  await expect(matches(page)).toHaveText('10 of 10');
  await expect(line(page, name, 'line 27007 needle')).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(matches(page)).toHaveText('1 of 10');
  await expect(line(page, name, 'line 7 needle')).toBeInViewport();
  await expect(page).toHaveURL(/[?&]q=needle/);

  let searches = 0;
  page.on('worker', () => (searches += 1));
  await button(page, 'Only matching lines').click();
  await expect(log(page, name).locator('[data-n]')).toHaveCount(10);
  await button(page, 'Only matching lines').click();
  await expect(line(page, name, 'line 7 needle')).toBeInViewport();
  await expect(line(page, name, 'line 8')).toBeInViewport();
  await button(page, 'Only matching lines').click();
  await expect(log(page, name).locator('[data-n]')).toHaveCount(10);
  expect(searches, 'what was found is kept').toBe(0);

  const linked = line(page, name, 'line 9007 needle').locator('..');
  await page.goto(`${page.url()}&line=${await linked.getAttribute('data-seq')}`);
  await expect(linked).toBeInViewport();
  await expect(linked).toHaveAttribute('data-selected', 'true');
  await expect(matches(page)).toHaveText('10', scanned);
  await expect(linked).toBeInViewport();
  expect(searches, 'one search for the address').toBe(1);
  await button(page, 'Clear selection').click();

  await log(page, name).focus();
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  await page.getByRole('button', { name: 'See in context' }).click();
  await expect(line(page, name, 'line 3006')).toBeInViewport();

  await search(page).fill('line 1200[0-4]$');
  await page.getByRole('button', { name: 'Regular expression' }).click();
  await expect(matches(page)).toHaveText('5', scanned);
  await search(page).fill('(unclosed');
  await expect(page.getByRole('alert')).toContainText('Not a valid pattern');
  // What a screen reader hears of it meanwhile: of the whole log, wherever its reader is.
  await expect(page.locator('[aria-live="polite"]', { hasText: /^30,000 lines/ })).toHaveCount(1);
});

test('a pattern that never ends is ended, and the page stays alive', async ({
  slate,
  publisher,
  visit,
}) => {
  const sessionId = 'slow-pattern';
  await publishLines(publisher, sessionId, 1, 3, (n) => (n === 2 ? `${'a'.repeat(40)}!` : `${n}`));
  const page = await visit('Ada', `${slate.url}/runtimes/${sessionId}?q=(a%2B)%2B%24&regex=1`);
  await expect(page.getByRole('alert')).toContainText('takes too long');
  await search(page).fill('a!');
  await expect(matches(page)).toHaveText('1');
});

test('levels from the address show only their lines; the whole log is downloaded, and what is shown', async ({
  slate,
  publisher,
  visit,
}) => {
  const page = await openLong(slate.url, publisher, visit, '?level=error&time=never');
  await expect(log(page, name).locator('[data-n]')).toHaveCount(2, scanned);
  await expect(page.getByText('Ignored URL parameters: time.')).toBeVisible();
  await expect.poll(() => numberOf(page, 'line 18000 broken')).toBe('18000');
  const saved = async (label: string) => {
    const coming = page.waitForEvent('download');
    await button(page, label).click();
    return readFileSync(await (await coming).path(), 'utf8')
      .split('\n')
      .slice(0, -1);
  };
  expect(await saved('Download shown lines')).toEqual(['line 12 broken', 'line 18000 broken']);
  const whole = await saved('Download as text');
  expect(whole).toHaveLength(COUNT);
  expect([whole[0], whole[17_999], whole.at(-1)]).toEqual([
    'line 1',
    'line 18000 broken',
    `line ${COUNT}`,
  ]);
  await page.getByRole('button', { name: /^Errors, / }).click();
  await expect(page).not.toHaveURL(/level/);
  await search(page).fill('needle');
  await button(page, 'Only matching lines').click();
  await expect(log(page, name).locator('[data-n]')).toHaveCount(10, scanned);
  expect(await saved('Download shown lines')).toHaveLength(10);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = async () => {
    await button(page, 'Copy all').click();
    await expect(button(page, 'Copied')).toBeVisible(scanned);
    const text = await page.evaluate(() => navigator.clipboard.readText());
    return text.split('\n').length - 1;
  };
  expect(await copied()).toBe(10);
  await button(page, 'Only matching lines').click();
  expect(await copied()).toBe(COUNT);
});

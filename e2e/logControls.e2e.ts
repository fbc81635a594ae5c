import type { Page } from '@playwright/test';
import { button, join, log } from './support/page.ts';
import type { Publisher } from './support/publisher.ts';
import { expect, test } from './support/slate.ts';

const name = 'Runtime log';
const startedAt = Date.UTC(2026, 0, 1, 9);
const LONG = 150;
/** So long that only its beginning is shown. */
const CUT = 160;

/** What follows the number of a line. */
function restOf(n: number): string {
  if (n === LONG) return ` ${'is very long '.repeat(60)}faraway`;
  if (n === CUT) return ` ${'long '.repeat(6_000)}faraway`;
  if (n === 20) return ' needle in needles';
  return n % 100 === 20 && n < 300 ? ' needle' : '';
}

/** A line each second: some of each level, three with a needle (the first with two), two long. */
async function publishLog(publisher: Publisher, sessionId: string, from: number, to: number) {
  for (let n = from; n <= to; n++) {
    const level = n % 50 === 0 ? 'error' : n % 60 === 7 ? 'warn' : n % 100 === 3 ? 'debug' : 'info';
    publisher.send(`slate.runtime.log.${sessionId}`, {
      type: 'log',
      sessionId,
      timestamp: startedAt + (n - 1) * 1_000,
      data: { message: `line ${n}${restOf(n)}`, ...(level === 'info' ? {} : { level }) },
    });
  }
  await publisher.flush();
}

const rows = (page: Page) => log(page, name).locator('[data-n]');
const row = (page: Page, n: number) => log(page, name).locator(`[data-n="${n}"]`);
const timeOf = (page: Page, n: number) => row(page, n).locator('[data-time]');
const hits = (page: Page) => log(page, name).locator('[data-hit]');
const follow = (page: Page) => button(page, 'Follow');
const chosen = (page: Page) => page.getByRole('group', { name: 'Selected lines' });
const place = async (page: Page, n: number) => {
  const box = await row(page, n).boundingBox();
  return { y: box?.y ?? NaN, height: box?.height ?? NaN };
};
/** The number stands at the row's beginning. */
const atNumber = { position: { x: 10, y: 10 } };

test('the controls of a log: levels, times, follow, search, wrap, links', async ({
  slate,
  publisher,
  browse,
}) => {
  const sessionId = 'controls-log';
  await publishLog(publisher, sessionId, 1, 300);
  const url = `${slate.url}/runtimes/${sessionId}`;
  const context = await browse({ timezoneId: 'Asia/Tokyo' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  await page.goto(url);
  await join(page, 'Ada');
  await expect(row(page, 300)).toBeInViewport();

  // Screen readers hear totals; every line read out would drown them.
  await expect(log(page, name)).toHaveAttribute('aria-live', 'off');
  const spoken = page.locator('[aria-live="polite"], [aria-live="assertive"], [role="status"]');
  await expect(spoken.filter({ has: page.locator('[data-n]') })).toHaveCount(0);

  await test.step('who has paused stays where they are', async () => {
    await page.keyboard.press('f');
    await expect(follow(page)).toHaveAttribute('aria-pressed', 'false');
    const before = await place(page, 300);
    await publishLog(publisher, sessionId, 301, 350);
    await expect(button(page, '50 new lines')).toBeVisible();
    expect(await place(page, 300)).toEqual(before);
    await page.keyboard.press('f');
    await expect(follow(page)).toHaveAttribute('aria-pressed', 'true');
    await expect(row(page, 350)).toBeInViewport();
  });

  await test.step('levels', async () => {
    const level = (label: string) => button(page, label);
    await expect(page.getByRole('group', { name: 'Levels' }).getByRole('button')).toHaveText([
      '7',
      '6',
      '333',
      '4',
    ]);
    await level('Errors, 7').click();
    await expect(page).toHaveURL(/[?&]level=error$/);
    await expect(level('Errors, 7')).toHaveAttribute('aria-pressed', 'true');
    await expect(rows(page)).toHaveCount(7);
    await level('Debug, 4').click();
    await expect(page).toHaveURL(/[?&]level=error,debug$/);
    await expect(rows(page)).toHaveCount(11);
    await expect(row(page, 103)).toHaveAttribute('data-level', 'debug');
    await level('Errors, 7').click();
    await level('Debug, 4').click();
    await expect(page).toHaveURL(url);
    await expect(rows(page)).toHaveCount(350);
  });

  await test.step('times', async () => {
    await expect(timeOf(page, 62)).toHaveCount(0);
    await button(page, 'Time: off').click();
    await expect(timeOf(page, 62)).toHaveAttribute('data-time', '01-01 18:01:01.000');
    await expect(page).toHaveURL(/[?&]time=clock$/);
    await button(page, 'Time: clock').click();
    await expect(timeOf(page, 62)).toHaveAttribute('data-time', '+1:01.000');
    await expect(page).toHaveURL(/[?&]time=relative$/);
    await button(page, 'Time: since start').click();
    await expect(timeOf(page, 62)).toHaveCount(0);
    await expect(page).toHaveURL(url);
  });

  await test.step('matches are marked, gone through, and shown alone', async () => {
    const matches = page.getByRole('status', { name: 'Matches' });
    const current = log(page, name).locator('[data-hit="current"]');
    await page.keyboard.press('/');
    await page.keyboard.type('NEEDLE');
    await expect(matches).toHaveText('3');
    await expect(hits(page)).toHaveCount(3);
    await expect(rows(page)).toHaveCount(350);
    await expect(log(page, name).locator('mark')).toHaveText(Array(4).fill('needle'));
    await button(page, 'Next match').click();
    await expect(matches).toHaveText('1 of 3');
    await expect(current).toHaveAttribute('data-n', '20');
    await expect(row(page, 20)).toBeInViewport();
    await expect(follow(page)).toHaveAttribute('aria-pressed', 'false');
    await button(page, 'Previous match').click();
    await expect(matches).toHaveText('3 of 3');
    await expect(row(page, 220)).toBeInViewport();
    await page.keyboard.press('N');
    await expect(matches).toHaveText('2 of 3');
    await expect(current).toHaveAttribute('data-n', '120');
    await expect(row(page, 120)).toBeInViewport();
    await page.keyboard.press('n');
    await expect(matches).toHaveText('3 of 3');

    await button(page, 'Only matching lines').click();
    await expect(rows(page)).toHaveCount(3);
    await expect(hits(page)).toHaveCount(3);
    await expect(page).toHaveURL(/[?&]q=NEEDLE&filter=1$/);
    await button(page, 'Only matching lines').click();
    await expect(rows(page)).toHaveCount(350);
    await expect(page).toHaveURL(/[?&]q=NEEDLE$/);
    await page.getByRole('searchbox', { name: 'Search the log' }).press('Escape');
    await expect(hits(page)).toHaveCount(0);
    await expect(log(page, name).locator('mark')).toHaveCount(0);
  });

  for (const layout of ['lines of one height', 'wrapped lines']) {
    await test.step(`a match is brought into view itself, in ${layout}`, async () => {
      const matches = page.getByRole('status', { name: 'Matches' });
      const mark = log(page, name).locator('[data-hit="current"] mark').first();
      const showAll = (n: number) => row(page, n).getByRole('button', { name: /^Show all/ });
      await page.keyboard.press('/');
      await page.keyboard.type('faraway');
      await expect(matches).toHaveText('2');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await expect(matches).toHaveText('2 of 2');
      await expect(row(page, CUT)).toHaveAttribute('data-hit', 'current');
      await expect(mark).toBeInViewport({ ratio: 1 });
      await page.keyboard.press('Shift+Enter');
      await expect(row(page, LONG)).toHaveAttribute('data-hit', 'current');
      await expect(mark).toBeInViewport({ ratio: 1 });
      // The hit of a line that shows its beginning again.
      await expect(row(page, CUT)).toContainText(/^line 160 long .*…Show all \(.*, 1 match\)$/);
      await showAll(CUT).click();
      await expect(page.getByRole('dialog').locator('mark')).toBeInViewport({ ratio: 1 });
      await page.keyboard.press('Escape');

      await page.getByRole('searchbox', { name: 'Search the log' }).fill(`line ${LONG}`);
      await expect(matches).toHaveText('1');
      await page.keyboard.press('Enter');
      await expect(mark).toBeInViewport({ ratio: 1 });
      await expect(mark).toHaveText(`line ${LONG}`);
      await page.keyboard.press('Escape');
      await page.keyboard.press('w');
    });
  }

  await test.step('wrapped lines', async () => {
    // From the first line, the third error is the long one.
    await page.keyboard.press('g');
    await expect(row(page, 1)).toBeInViewport();
    await page.keyboard.press('e');
    await expect(row(page, 50)).toBeInViewport();
    await page.keyboard.press('e');
    await expect(row(page, 100)).toBeInViewport();
    await button(page, 'Next error').click();
    await expect(row(page, LONG)).toBeInViewport();
    const scroller = log(page, name);
    await scroller.evaluate((element) => (element.scrollTop = 145 * 20 + 8));
    const inView = await place(page, 146);
    expect((await place(page, LONG)).height).toBe(20);
    const isWide = () => scroller.evaluate((e) => e.scrollWidth > e.clientWidth);
    expect(await isWide()).toBe(true);

    await page.keyboard.press('w');
    await expect.poll(async () => (await place(page, LONG)).height).toBeGreaterThan(60);
    await expect.poll(async () => (await place(page, 146)).y).toBeCloseTo(inView.y, 0);
    expect(await isWide()).toBe(false);
    await row(page, 148).click(atNumber);
    await row(page, LONG).click({ ...atNumber, modifiers: ['Shift'] });
    await expect(chosen(page)).toContainText('Lines 148–150');
    const { y } = await place(page, 146);

    await page.keyboard.press('w');
    await expect.poll(async () => (await place(page, LONG)).height).toBe(20);
    await expect.poll(async () => (await place(page, 146)).y).toBeCloseTo(y, 0);
  });

  await test.step('a copied link leads to the same lines, wrapped or not', async () => {
    await button(page, 'Copy link').click();
    await expect(chosen(page)).toContainText('Copied');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/\/runtimes\/controls-log\?line=\d+-\d+$/);
    const other = await context.newPage();
    for (const width of [1280, 390]) {
      await other.setViewportSize({ width, height: 720 });
      await other.goto('about:blank');
      await other.goto(link);
      await expect(chosen(other)).toContainText('Lines 148–150');
      await expect(row(other, 148)).toBeInViewport();
      await expect(log(other, name).locator('[data-selected]')).toHaveCount(3);
      for (const n of [148, LONG]) {
        await expect(row(other, n)).toHaveAttribute('data-selected', 'true');
      }
      await expect(follow(other)).toHaveAttribute('aria-pressed', 'false');
      const { height } = await place(other, LONG);
      expect(height > 20, `wrapped at ${width} pixels`).toBe(width === 390);
    }
    // What the filter leaves of the log is taller than it seems before it is measured.
    await other.goto(`${link}&q=faraway&filter=1`);
    await expect(other.getByText('The linked line is not among those')).toBeVisible();
    await expect(row(other, LONG)).toBeInViewport();
    await expect(follow(other)).toHaveAttribute('aria-pressed', 'false');
  });
});

import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import {
  buildStatus,
  buildSteps,
  button,
  connection,
  line,
  progressBar,
  remember,
} from './support/page.ts';
import { expect, test } from './support/slate.ts';

const slider = (page: Page) => page.getByRole('slider', { name: 'Replay position' });
const icon = (page: Page) => page.locator('link[rel="icon"]').getAttribute('href');

/** What the page says of a build, without the durations, which go on. */
async function shown(page: Page) {
  const steps = await buildSteps(page).allTextContents();
  return {
    status: await buildStatus(page).textContent(),
    percent: await progressBar(page).getAttribute('aria-valuenow'),
    steps: steps.map((text) => text.replace(/[\d.]+m?s.*$/, '')),
  };
}

/** All events and commands that a page sends from now on. */
function watchSent(page: Page): string[] {
  const sent: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      const subjects = String(payload).matchAll(/^H?PUB (slate\.\S+)/gm);
      for (const [, subject = ''] of subjects) sent.push(subject);
    });
  });
  return sent;
}

test('a build is replayed with its log by keyboard alone, opens elsewhere by its link, and asks for nothing', async ({
  slate,
  browse,
}) => {
  const gate = slate.project('replayed').gate('replayed');
  const context = await browse({ permissions: ['clipboard-read', 'clipboard-write'] });
  await remember(context, 'Ada', slate.url);
  const page = await context.newPage();
  const sent = watchSent(page);
  await page.goto(`${slate.url}/projects/replayed/builds`);
  await expect(connection(page)).toHaveText(/^Live/);
  await button(page, 'Build').click();
  await expect(line(page, 'Build log', 'compiled')).toBeVisible();
  await expect(buildSteps(page).nth(1)).toHaveText(/Running.*Compile/);
  await expect(progressBar(page)).toHaveAttribute('aria-valuenow', /^[1-9]/);
  // Nothing happens until the gate opens.
  const live = await shown(page);
  const then = Date.now();
  gate.open();
  await expect(buildStatus(page)).toHaveText('Failed');
  await expect(line(page, 'Build log', 'expected 4, got 5')).toBeVisible();

  await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
  await button(page, 'Replay').focus();
  await page.keyboard.press('Enter');
  await expect(slider(page)).toBeFocused();
  const bar = page.getByRole('region', { name: 'Replay' });
  await expect(bar).toContainText(/Replay, \d\d:\d\d:\d\d/);
  await expect(page).toHaveTitle(/^Replay \d\d:\d\d:\d\d · /);
  await expect(connection(page)).toHaveText(/^Live/);
  await expect(buildStatus(page)).toHaveText('Failed');
  expect(await icon(page)).toContain('data:image');
  const last = Number(await slider(page).getAttribute('max'));
  expect(last).toBeGreaterThan(8);
  const before = sent.length;

  await page.keyboard.press('Home');
  await expect(slider(page)).toHaveAttribute('aria-valuetext', new RegExp(`, 0 of ${last} events`));
  await expect(line(page, 'Build log', 'compiled')).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(slider(page)).toHaveAttribute('aria-valuetext', new RegExp(`, 2 of ${last} events`));
  await expect(buildStatus(page)).toHaveText(/Queued|Running/);
  await expect(button(page, 'Build')).toHaveAttribute('aria-disabled', 'true');
  await button(page, 'Build').press('Enter');
  await button(page, 'Next failure or gap').press('Enter');
  await expect(bar).toContainText('failed in “Test”');
  await expect(buildStatus(page)).toHaveText('Failed');
  await expect(line(page, 'Build log', 'expected 4, got 5')).toBeVisible();
  await expectAccessible(page, 'a replay');

  await slider(page).press('Home');
  await page
    .getByRole('group', { name: 'Speed' })
    .getByRole('button', { name: '16×' })
    .press('Enter');
  await button(page, 'Play').press('Enter');
  await expect(buildStatus(page)).toHaveText('Failed');
  await expect(button(page, 'Play')).toBeVisible();

  // Elsewhere, at the moment when it was seen live.
  await button(page, 'Copy link').press('Enter');
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  link.searchParams.set('at', String(then));
  const other = await context.newPage();
  await other.goto(link.href);
  await expect.poll(() => shown(other)).toEqual(live);
  await expect(line(other, 'Build log', 'compiled')).toBeVisible();
  await expect(line(other, 'Build log', 'expected 4, got 5')).toHaveCount(0);
  await other.getByRole('link', { name: 'Overview' }).click();
  await expect(other.getByRole('list', { name: 'People who acted' })).toContainText('Ada');
  await expect.poll(() => shown(other)).toEqual(live);
  await expect(slider(other)).toBeVisible();
  await other.goto(`${slate.url}/projects/replayed?replay=yesterday`);
  await expect(other.getByRole('alert').filter({ hasText: 'can’t be shown' })).toBeVisible();
  await expect(buildStatus(other)).toHaveText('Failed');

  // Nothing was sent all the while.
  expect(sent.slice(before)).toEqual([]);
  await button(page, 'Back to live').press('Enter');
  await expect(slider(page)).toHaveCount(0);
  await expect(buildStatus(page)).toHaveText('Failed');
  await expect(page).toHaveURL(/\/builds\/?$/);
  await expect(page).not.toHaveTitle(/Replay/);
  await expect(button(page, 'Replay')).toBeFocused();
  expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true);
});

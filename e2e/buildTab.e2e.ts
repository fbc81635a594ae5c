import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { buildStatus, button, line } from './support/page.ts';
import { expect, test } from './support/slate.ts';

const icon = (page: Page) => page.locator('link[rel="icon"]');
const OWN_ICON = '/favicon.svg';

test('the tab’s title and icon show how a build goes', async ({ slate, visit }) => {
  const gate = slate.project('tab').gate('tab');
  const page = await visit('Ada', `${slate.url}/projects/tab/builds`);
  await expect(icon(page)).toHaveAttribute('href', OWN_ICON);
  await button(page, 'Build').click();
  await expect(page).toHaveTitle(/^\d+% · Build/);
  await expect(icon(page)).toHaveAttribute('href', /^data:image\/svg/);
  const running = await icon(page).getAttribute('href');
  gate.open();
  await expect(page).toHaveTitle(/^Passed · Build/);
  await expect(icon(page)).not.toHaveAttribute('href', running ?? '');
  await page.getByRole('link', { name: 'Projects', exact: true }).first().click();
  await expect(icon(page)).toHaveAttribute('href', OWN_ICON);
  await expect(page).toHaveTitle(/^Projects/);
});

/** Remembers the notices that the page shows, and lets a test hide the page. */
async function stubDesktop(page: Page) {
  await page.addInitScript(() => {
    const shown: string[] = [];
    const notices: EventTarget[] = [];
    const state = { hidden: false, asked: 0, permission: 'default' };
    class FakeNotification extends EventTarget {
      static get permission() {
        return state.permission;
      }
      static async requestPermission() {
        state.asked += 1;
        state.permission = 'granted';
        return state.permission;
      }
      constructor(title: string, { body }: { body: string }) {
        super();
        shown.push(`${title} | ${body}`);
        notices.push(this);
      }
      close() {}
    }
    Object.assign(globalThis, {
      Notification: FakeNotification,
      desktop: { shown, notices, state },
    });
    Object.defineProperty(document, 'hidden', { get: () => state.hidden });
  });
}

interface Desktop {
  readonly shown: readonly string[];
  readonly notices: readonly EventTarget[];
  readonly state: { hidden: boolean; readonly asked: number };
}
const desktop = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { desktop: Desktop }).desktop);
const clickLastNotice = (page: Page) =>
  page.evaluate(() => {
    const { notices } = (globalThis as unknown as { desktop: Desktop }).desktop;
    notices.at(-1)?.dispatchEvent(new Event('click'));
  });
const hide = (page: Page, hidden: boolean) =>
  page.evaluate((value) => {
    (globalThis as unknown as { desktop: Desktop }).desktop.state.hidden = value;
  }, hidden);

test('a notice shows the end of a build of mine, when asked for and not seen', async ({
  slate,
  visit,
}) => {
  const project = slate.project('notices');
  const sound = join(project.dir, 'sound');
  writeFileSync(sound, '');
  const page = await visit('Ada', slate.url);
  await stubDesktop(page);
  await page.goto(`${slate.url}/projects/notices`);
  const toggle = button(page, 'Notify me when my builds end');
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');
  expect((await desktop(page)).state.asked).toBe(0);
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  expect((await desktop(page)).state.asked).toBe(1);

  const runOnce = async (by: Page, hidden: boolean, end = 'Completed') => {
    const gate = project.gate('notices');
    await button(by, 'Build').click();
    await expect(buildStatus(page)).toHaveText('Running');
    await expect(line(page, 'Build log', 'waiting')).toBeVisible();
    await hide(page, hidden);
    gate.open();
    await expect(buildStatus(page)).toHaveText(end);
    await hide(page, false);
  };
  await runOnce(page, true);
  await expect
    .poll(async () => (await desktop(page)).shown)
    .toEqual([expect.stringMatching(/^notices: build #\d+ passed/)]);

  await runOnce(page, false);
  const grace = await visit('Grace', `${slate.url}/projects/notices`);
  await runOnce(grace, true);
  rmSync(sound);
  await expect(page).toHaveTitle(/^Passed · /);
  const passed = await icon(page).getAttribute('href');
  await runOnce(page, true, 'Failed');
  await expect
    .poll(async () => (await desktop(page)).shown)
    .toEqual([
      expect.any(String),
      expect.stringMatching(/^notices: build #\d+ failed \| Step “Check” failed/),
    ]);
  await expect(page).toHaveTitle(/^Failed · /);
  await expect(icon(page)).toHaveAttribute('href', /^data:image\/svg/);
  await expect(icon(page)).not.toHaveAttribute('href', passed ?? '');

  await page.getByRole('button', { name: 'Inbox' }).click();
  const notices = page.getByRole('region', { name: 'Notifications' });
  const failed = notices.getByRole('listitem').filter({ hasText: /notices: build #\d+ failed/ });
  await expect(failed).toContainText('Unread');
  await failed.getByRole('link').click();
  await expect(page).toHaveURL(/\/projects\/notices\/builds\/[\w-]+$/);
  await page.getByRole('button', { name: 'Inbox' }).click();
  await expect(failed).not.toContainText('Unread');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Overview', exact: true }).click();

  await clickLastNotice(page);
  await expect(page).toHaveURL(/\/projects\/notices\/builds\/[\w-]+$/);
  await expect(page).toHaveTitle(/^Failed · Build/);
  await expect(line(page, 'Build log', 'not sound')).toBeInViewport();
});

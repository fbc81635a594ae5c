import type { Locator, Page } from '@playwright/test';
import { buildStatus, button, connection } from './support/page.ts';
import { expect, test } from './support/slate.ts';

test('from the first visit to a build with Tab and Enter alone', async ({ slate, browse }) => {
  const gate = slate.project('keyboard').gate('keyboard');
  const page = await (await browse()).newPage();
  await page.goto(slate.url);
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeFocused();
  await page.keyboard.type('Ada');
  await tabTo(page, button(page, 'Join'));
  await page.keyboard.press('Enter');
  await expect(connection(page)).toHaveText(/^Live/);

  const project = page.getByRole('link', { name: 'keyboard', exact: true });
  await expect(project).toBeVisible();
  await tabTo(page, project);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${slate.url}/projects/keyboard`);

  await expect(button(page, 'Build')).toBeVisible();
  await tabTo(page, button(page, 'Build'));
  await page.keyboard.press('Enter');
  await expect(buildStatus(page)).toHaveText('Running');
  await tabTo(page, button(page, 'Cancel build'));
  gate.open();
  await expect(buildStatus(page)).toHaveText('Completed');
});

test('anything is found by its name, from anywhere', async ({ slate, visit }) => {
  const gate = slate.project('keyboard').gate('keyboard');
  const page = await visit('Ada', slate.url);
  const open = async (text: string, option: string | RegExp) => {
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('combobox', { name: 'Go to anything' })).toBeFocused();
    await page.keyboard.type(text);
    await expect(page.getByRole('option', { name: option }).first()).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await page.keyboard.press('Enter');
  };
  await open('keyboard', /^keyboard/);
  await expect(page).toHaveURL(`${slate.url}/projects/keyboard`);
  await open('build keyboard', 'Build keyboard');
  await expect(page).toHaveURL(/\/projects\/keyboard\/builds\/./);
  await expect(buildStatus(page)).toHaveText('Running');
  const build = page.url();
  await open('all projects', 'All projects');
  await expect(page).toHaveURL(`${slate.url}/`);
  await open('keyboard running', /^keyboard #\d+ ?Running/);
  await expect(page).toHaveURL(build);
  gate.open();
  await expect(buildStatus(page)).toHaveText('Completed');

  await open('theme dark', 'Theme: Dark');
  await expect(button(page, 'Theme: Dark')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('nothing is called like this');
  await expect(page.getByRole('dialog').getByRole('status')).toContainText('Nothing matches');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('what an icon means shows when the keyboard gets to it', async ({ slate, visit }) => {
  const page = await visit('Ada', slate.url);
  await tabTo(page, button(page, 'Theme: System'));
  await expect(page.getByRole('tooltip')).toHaveText('Theme: System');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toBeHidden();
});

/** Presses Tab until `target` has the focus, which can be seen at every stop. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    // From the last stop the focus leaves the page.
    if ((await focused.count()) === 0) continue;
    const { name, ring } = await focused.evaluate((element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return {
        name: element.outerHTML.slice(0, 200),
        ring: (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none',
      };
    });
    expect(ring, `focus can be seen on ${name}`).toBe(true);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not get to ${target.toString()}.`);
}

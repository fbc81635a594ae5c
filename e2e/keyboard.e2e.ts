import type { Locator, Page } from '@playwright/test';
import { buildStatus, button, connection } from './page.ts';
import { expect, test } from './slate.ts';

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

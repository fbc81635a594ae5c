import { randomBytes } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { button, buildStatus } from './support/page.ts';
import { test } from './support/slate.ts';

const status = (page: Page) => page.getByRole('status', { name: 'Deployment status' });
const builds = (page: Page) =>
  page.getByRole('list', { name: 'Deployable builds' }).getByRole('listitem');
const history = (page: Page) =>
  page.getByRole('list', { name: 'Deployment history' }).getByRole('listitem');
const dialog = (page: Page) => page.getByRole('dialog');
const tab = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name, exact: true });

/** Makes a web server from the template, and returns its name. */
async function newProject(page: Page): Promise<void> {
  await button(page, 'New project').click();
  const name = `Deploy ${randomBytes(4).toString('hex')}`;
  await dialog(page).getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await button(page, 'Create project').click();
  await expect(tab(page, 'Overview')).toBeVisible();
}

async function build(page: Page): Promise<void> {
  await tab(page, 'Overview').click();
  await button(page, 'Build').click();
  await expect(buildStatus(page)).toHaveText('Completed');
  await tab(page, 'Deployments').click();
}

/** With the keyboard alone, from the list of builds to a process that is live. */
async function deploy(page: Page, number: number): Promise<void> {
  const deployButton = button(page, `Deploy build #${number}`);
  await deployButton.focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByText(`Build #${number} is kept.`)).toBeVisible();
  if (number === 1) await expectAccessible(page, 'the validation');
  const confirm = dialog(page).getByRole('button', { name: 'Deploy', exact: true });
  await expect(confirm).toHaveAttribute('aria-disabled', 'false');
  await confirm.focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toBeHidden();
}

test('a build is deployed, answers through the proxy, is swapped for the next one and back', async ({
  slate,
  visit,
}) => {
  const page = await visit('Ada', slate.url);
  await newProject(page);
  await tab(page, 'Deployments').click();
  await expect(page.getByText('Nothing is live')).toBeVisible();
  await expect(page.getByText('Nothing was deployed here yet.')).toBeVisible();

  await build(page);
  await deploy(page, 1);
  await expect(status(page)).toHaveText('Healthy');
  const [visited] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: /^http:.*localhost/ }).click(),
  ]);
  await expect(visited.getByRole('heading').first()).toBeVisible();
  await visited.close();
  await expect(history(page)).toHaveText([/Deployed.*Build #1.*by Ada/]);
  await expectAccessible(page, 'a deployment');

  await build(page);
  await expect(builds(page)).toHaveText([/^Build #2/, /^Build #1.*Live/]);
  await deploy(page, 2);
  const rollBack = page.getByRole('button', { name: 'Roll back' });
  await expect(rollBack).toBeVisible();
  await expect(builds(page)).toHaveText([/^Build #2.*Live/, /^Build #1/]);
  await rollBack.focus();
  await page.keyboard.press('Enter');
  await expect(builds(page)).toHaveText([/^Build #2/, /^Build #1.*Live/]);
  await expect(history(page).first()).toContainText('Rolled back');

  // Its process is none of the project's own, and its log is one click away.
  await tab(page, 'Overview').click();
  await expect(page.getByText('Not running').first()).toBeVisible();
  await tab(page, 'Deployments').click();
  await page.getByRole('region', { name: 'Live' }).getByRole('link', { name: 'Open log' }).click();
  await expect(page.getByRole('log', { name: 'Runtime log' })).toContainText('Listening on');
  await page.goBack();
  await button(page, 'Stop').click();
  await expect(page.getByText('Nothing is live')).toBeVisible();
});

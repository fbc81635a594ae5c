import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { buildStatus, buildSteps, button, line, savedLog } from './support/page.ts';
import { expect, test } from './support/slate.ts';

const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name });
/** A row by the step's name: those within it come after its own. */
const step = (page: Page, name: string) =>
  buildSteps(page)
    .filter({ has: page.getByTitle(name, { exact: true }) })
    .last();

test('a failed build opens at the step that failed, is compared with the last green one, and goes on from there', async ({
  slate,
  visit,
}) => {
  test.slow();
  const project = slate.project('nested');
  const gate = project.gate('nested');
  writeFileSync(join(project.dir, 'fixed'), '');
  const page = await visit('Ada', `${slate.url}/projects/nested/builds`);

  await test.step('steps within steps move while they run', async () => {
    await button(page, 'Build').click();
    await expect(buildStatus(page)).toHaveText('Running');
    await expect(step(page, 'Browser')).toHaveText(/Running.*Browser/);
    await expect(step(page, 'Unit')).toHaveText(/Passed.*Unit/);
    await expect(buildSteps(page).filter({ hasText: 'Install' })).toHaveText(/Passed/);
    gate.open();
    await expect(buildStatus(page)).toHaveText('Completed');
    // What has opened as it began stays open; the reader closes it, and opens it again.
    await expect(step(page, 'Unit')).toBeVisible();
    const toggle = page.getByRole('button', { name: 'Steps of Test' });
    await toggle.click();
    await expect(step(page, 'Unit')).toBeHidden();
    await toggle.click();
    await expect(step(page, 'Unit')).toHaveText(/Passed.*Unit/);
  });

  project.gate('fixed');
  await button(page, 'Build').click();
  await expect(buildStatus(page)).toHaveText('Failed');
  await expect(page.getByRole('alert')).toContainText('Step “Test / Browser” failed');
  await expect(step(page, 'Browser')).toHaveText(/Failed.*Browser/);
  await expect(step(page, 'Pack')).toHaveText(/Skipped.*Pack/);

  await test.step('the first line that differs is no time and no pid', async () => {
    await tab(page, 'Compare').click();
    const difference = page.getByRole('region', { name: 'First difference of the logs' });
    await expect(difference).toContainText('line 6, in Test / Browser');
    await expect(difference).toContainText('not ok 3: expected 4, got 5');
    const rows = page.getByRole('table').getByRole('row');
    await expect(rows.filter({ hasText: 'Test / Browser' })).toContainText('failed');
    await expect(rows.filter({ hasText: 'Pack' })).toContainText('skipped');
    await button(page, 'Show in the log').click();
    await expect(page.getByRole('group', { name: 'Selected lines' })).toContainText('Line 6');
    await expect(line(page, 'Build log', 'not ok 3: expected 4, got 5')).toBeInViewport();
  });

  await test.step('retried from there, the steps before it are skipped', async () => {
    writeFileSync(join(project.dir, 'fixed'), '');
    await button(page, 'Retry from Test / Browser').click();
    await expect(buildStatus(page)).toHaveText('Completed');
    await expect(page.getByText(/retry of .* from Test \/ Browser/)).toBeVisible();
    await tab(page, 'Steps').click();
    await expect(step(page, 'Install')).toHaveText(/Skipped.*Install/);
    await expect(line(page, 'Build log', 'packed')).toBeVisible();
    expect(await savedLog(page)).toEqual(['browser tests', 'packed']);
  });

  await test.step('retried whole, all of them run', async () => {
    await page.goto(`${slate.url}/projects/nested/builds`);
    await tab(page, /All builds/).click();
    await page.getByRole('list', { name: 'Builds' }).getByText('Test / Browser failed').click();
    await expect(buildStatus(page)).toHaveText('Failed');
    // Another build has run since: what this one left is gone.
    await button(page, 'Retry from Test / Browser').click();
    await expect(page.getByText('Another build has run since')).toBeVisible();
    const failed = page.url();
    await button(page, 'Retry').click();
    await expect(page).not.toHaveURL(failed);
    await expect(buildStatus(page)).toHaveText('Completed');
    await tab(page, 'Steps').click();
    await expect(step(page, 'Install')).toHaveText(/Passed.*Install/);
    await expect(page.getByText(/^retry of/)).toBeVisible();
  });
});

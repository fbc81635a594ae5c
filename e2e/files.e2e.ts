import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { buildStatus, button } from './support/page.ts';
import { expect, test } from './support/slate.ts';

const item = (page: Page, name: string) =>
  page.getByRole('tree', { name: 'Files' }).getByRole('treeitem', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');

test('files are made, moved, deleted and restored, and others see each of it at once', async ({
  slate,
  visit,
}) => {
  const ada = await visit('Ada', slate.url);
  await button(ada, 'New project').click();
  const name = `Files ${randomBytes(4).toString('hex')}`;
  await dialog(ada).getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await button(ada, 'Create project').click();
  await ada.getByRole('link', { name: 'Files', exact: true }).click();
  await expect(item(ada, 'slate.json')).toBeVisible();
  const grace = await visit('Grace', ada.url());
  await expect(item(grace, 'slate.json')).toBeVisible();

  await button(ada, 'New file').click();
  await dialog(ada).getByRole('textbox', { name: 'Path' }).fill('src/notes.txt');
  await ada.keyboard.press('Enter');
  await expect(item(ada, 'notes.txt')).toHaveAttribute('aria-selected', 'true');
  await expect(ada).toHaveURL(/\/files\/src\/notes\.txt$/);
  await item(grace, 'src').click();
  await item(grace, 'notes.txt').click();
  await expect(item(ada, 'notes.txt')).toHaveAttribute('aria-description', 'Open by Grace');

  await item(ada, 'notes.txt').press('F2');
  await dialog(ada).getByRole('textbox', { name: 'Path' }).fill('src/ideas.txt');
  await ada.keyboard.press('Enter');
  await expect(item(ada, 'ideas.txt')).toBeVisible();
  await expect(grace, 'an open file is followed').toHaveURL(/\/files\/src\/ideas\.txt$/);
  await expect(item(grace, 'notes.txt')).toBeHidden();

  await item(ada, 'ideas.txt').dragTo(item(ada, 'slate.json'));
  await expect(grace, 'dropped beside a file of the project itself').toHaveURL(
    /\/files\/ideas\.txt$/,
  );
  await expect(item(grace, 'ideas.txt')).toHaveAttribute('aria-level', '1');
  await button(ada, 'Move back').click();
  await expect(item(grace, 'ideas.txt')).toHaveAttribute('aria-level', '2');

  await item(ada, 'ideas.txt').press('Delete');
  await expect(grace.getByText('There is no such file')).toBeVisible();
  await button(ada, 'Undo').click();
  await expect(item(grace, 'ideas.txt')).toBeVisible();
  await ada.goto(ada.url().replace(/\/files\/.*/, '/files'));
  await expect(item(ada, 'ideas.txt'), 'what was open is open after a reload').toBeVisible();

  await grace.keyboard.press('Control+p');
  await grace.keyboard.type('slate.js');
  await grace.getByRole('option', { name: /slate\.json/ }).click();
  await expect(grace).toHaveURL(/\/files\/slate\.json$/);
});

test('files of a directory that was given are read-only; what changes on disk is seen, found, and built', async ({
  slate,
  visit,
}) => {
  const { dir } = slate.project('onchange');
  const toggle = (page: Page) => page.getByRole('switch', { name: 'Build on change' });
  const grace = await visit('Grace', `${slate.url}/projects/onchange`);
  const page = await visit('Ada', `${slate.url}/projects/onchange`);
  await toggle(page).press('Space');
  await expect(toggle(grace)).toBeChecked();
  await expect(grace.getByText('Switched on by Ada')).toBeVisible();
  await page.getByRole('link', { name: 'Files', exact: true }).click();
  await expect(page.getByText('Read-only: to edit these files here')).toBeVisible();
  await expect(button(page, 'New file')).toBeHidden();
  const word = `needle${randomBytes(4).toString('hex')}`;
  const file = join(dir, 'found.txt');
  writeFileSync(file, `first\nthe ${word}\n`);
  await expect(item(page, 'found.txt')).toBeVisible();
  await button(page, 'Search in files').click();
  await page.getByRole('textbox', { name: 'Search in files' }).fill(word.toUpperCase());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: `found.txt:2 the ${word}` })).toBeVisible();
  await expectAccessible(page, 'files');
  await page.getByRole('link', { name: `found.txt:2 the ${word}` }).click();
  await expect(page).toHaveURL(/\/files\/found\.txt#L2$/);
  await expect(buildStatus(grace)).toHaveText('Completed');
  await expect(grace.getByText('Changed found.txt', { exact: true })).toBeVisible();
  const builds = grace.getByRole('list', { name: 'Builds', exact: true }).getByRole('listitem');
  await expect(builds).toHaveText([/ · Changed found\.txt/]);
  await toggle(grace).click();
  await expect(toggle(grace)).not.toBeChecked();
  rmSync(file);
  await expect(item(page, 'found.txt')).toBeHidden();
});

import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { buildStatus, button, connection, log, runtimeStatus } from './support/page.ts';
import { expect, test } from './support/slate.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const nameField = (page: Page) => dialog(page).getByRole('textbox', { name: 'Name', exact: true });
/** Also while a dialog hides what is behind it from screen readers. */
const title = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true, includeHidden: true });
const row = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Projects' }).getByRole('link', { name, exact: true });

/** A name of its own for each run: tests that are repeated share their stack. */
const unique = (name: string) => `${name} ${randomBytes(4).toString('hex')}`;

/** Makes a project from the list of projects, waits for its page and returns its address. */
async function createProject(page: Page, name: string): Promise<string> {
  await button(page, 'New project').click();
  await nameField(page).fill(name);
  await dialog(page).getByRole('radio', { name: 'Background worker' }).check();
  await button(page, 'Create project').click();
  await expect(title(page, name)).toBeVisible();
  await expect(button(page, 'Rename')).toBeVisible();
  return page.url();
}

async function rename(page: Page, name: string): Promise<void> {
  await nameField(page).fill(name);
  await button(page, 'Rename project').click();
}

async function confirmDeletion(page: Page, name: string): Promise<void> {
  await dialog(page).getByRole('textbox', { name: 'Name of the project' }).fill(name);
  await button(page, 'Delete project').click();
}

test('a project is made, built, renamed and deleted, and others see each of it at once', async ({
  slate,
  visit,
}) => {
  const grace = await visit('Grace', slate.url);
  const ada = await visit('Ada', slate.url);
  const menu = unique('Café Menu');
  const id = menu.toLowerCase().replace('é', 'e').replaceAll(' ', '-');
  await button(ada, 'New project').click();
  await expect(nameField(ada)).toBeFocused();
  await button(ada, 'Create project').click();
  await expect(dialog(ada).getByText('Give the project a name')).toBeVisible();
  await expect(nameField(ada)).toBeFocused();
  await ada.keyboard.press('Escape');
  await expect(dialog(ada)).toBeHidden();
  await expect(button(ada, 'New project')).toBeFocused();

  await ada.keyboard.press('Enter');
  await expect(nameField(ada)).toHaveValue('');
  await ada.keyboard.type(menu);
  await expect(dialog(ada).getByText(`Its id will be ${id}.`)).toBeVisible();
  await ada.keyboard.press('Enter');
  await expect(ada).toHaveURL(`${slate.url}/projects/${id}`);
  await expect(title(ada, menu)).toBeVisible();
  await expect(row(grace, menu)).toBeVisible();

  await button(ada, 'Build').click();
  await expect(buildStatus(ada)).toHaveText('Completed');
  const build = await ada.getByRole('link', { name: 'Open build' }).getAttribute('href');
  await button(ada, 'Run').click();
  await expect(runtimeStatus(ada)).toHaveText('Running');
  await button(ada, 'Stop').click();
  await expect(runtimeStatus(ada)).toHaveText('Stopped');

  await button(ada, 'Rename').click();
  await expect(nameField(ada)).toBeFocused();
  await rename(ada, 'Bistro');
  await expect(title(ada, 'Bistro')).toBeVisible();
  await expect(button(ada, 'Rename')).toBeFocused();
  await ada.getByRole('link', { name: 'Open build', exact: true }).click();
  await expect(ada.getByRole('link', { name: 'Bistro', exact: true })).toBeVisible();
  await expect(ada).toHaveTitle(/ · Bistro · Slate$/);
  await ada.getByRole('link', { name: 'Bistro', exact: true }).click();
  await row(grace, 'Bistro').click();
  await expect(title(grace, 'Bistro')).toBeVisible();
  await expect(grace.getByText(/Changed.*by Ada/)).toBeVisible();

  await button(grace, 'Delete').click();
  await expect(button(grace, 'Delete project')).toHaveAttribute('aria-disabled', 'true');
  await confirmDeletion(grace, 'Bistro');
  await expect(grace).toHaveURL(`${slate.url}/`);
  await expect(row(grace, 'story')).toBeVisible();
  await expect(row(grace, 'Bistro')).toBeHidden();
  await expect(ada.getByRole('alert').filter({ hasText: 'Grace deleted “Bistro”' })).toBeVisible();
  await expect(button(ada, 'Build')).toBeHidden();
  await ada.reload();
  await expect(ada.getByText('Grace deleted “Bistro”')).toBeVisible();
  await expect(buildStatus(ada)).toHaveText('Completed');
  await ada.getByRole('link', { name: 'All projects', exact: true }).click();
  await expect(row(ada, 'story')).toBeVisible();
  await expect(row(ada, 'Bistro')).toBeHidden();
  await expect(row(ada, id)).toBeHidden();

  await test.step('the next one of that id has nothing of it', async () => {
    await button(ada, 'New project').click();
    await nameField(ada).fill(menu);
    await expect(dialog(ada).getByText(`Its id will be ${id}.`)).toBeVisible();
    await button(ada, 'Create project').click();
    await expect(title(ada, menu)).toBeVisible();
    await expect(ada.getByText('No builds yet', { exact: true })).toBeVisible();
    await expect(ada.getByText('Not running')).toBeVisible();
    await expect(ada.getByRole('list', { name: /^(Builds|Sessions)$/ })).toHaveCount(0);
    await expect(buildStatus(ada)).toHaveText('Idle');
    await expect(log(ada, 'Build log')).toContainText('No builds yet.');
    const item = grace.getByRole('list', { name: 'Projects' }).getByRole('listitem');
    await expect(item.filter({ hasText: menu })).toContainText('No builds yet');
    await ada.goto(`${slate.url}${build}`);
    await expect(ada.getByText('belongs to a deleted project')).toBeVisible();
    await expect(buildStatus(ada)).toHaveText('Completed');
    await expect(button(ada, 'Build')).toBeHidden();
  });
});

test('a rename that comes too late shows both names and lets choose', async ({ slate, visit }) => {
  const ada = await visit('Ada', slate.url);
  const race = unique('Race');
  const grace = await visit('Grace', await createProject(ada, race));
  await expect(title(grace, race)).toBeVisible();

  await button(grace, 'Rename').click();
  await button(ada, 'Rename').click();
  await rename(ada, 'By Ada');
  await expect(title(grace, 'By Ada')).toBeAttached();
  await rename(grace, 'By Grace');
  await expect(dialog(grace)).toContainText('Someone else has renamed it');
  await expect(dialog(grace).getByRole('definition')).toHaveText(['By Ada', 'By Grace']);
  await expect(dialog(grace)).toContainText('by Ada');
  await expect(button(grace, 'Keep theirs')).toBeFocused();
  await grace.keyboard.press('Enter');
  await expect(dialog(grace)).toBeHidden();
  await expect(title(grace, 'By Ada')).toBeVisible();
  await expect(title(ada, 'By Ada')).toBeVisible();

  await button(grace, 'Rename').click();
  await button(ada, 'Rename').click();
  await rename(ada, 'By Ada again');
  await expect(title(grace, 'By Ada again')).toBeAttached();
  await rename(grace, 'By Grace');
  await button(grace, 'Use mine').click();
  await expect(dialog(grace)).toBeHidden();
  await expect(title(grace, 'By Grace')).toBeVisible();
  await expect(title(ada, 'By Grace')).toBeVisible();
});

test('deleting what was renamed meanwhile asks again', async ({ slate, visit }) => {
  const ada = await visit('Ada', slate.url);
  const doomed = unique('Doomed');
  const grace = await visit('Grace', await createProject(ada, doomed));
  await expect(title(grace, doomed)).toBeVisible();

  // Also on a slow link, where the dialog arrives after the other's change.
  const renamed = Promise.withResolvers<void>();
  await grace.route(/DeleteProjectDialog/, async (route) => {
    await renamed.promise;
    await route.continue();
  });
  await grace.reload();
  await button(grace, 'Delete').click();
  await button(ada, 'Rename').click();
  await rename(ada, 'Needed');
  await expect(title(grace, 'Needed')).toBeAttached();
  renamed.resolve();
  await confirmDeletion(grace, doomed);
  await expect(dialog(grace)).toContainText('is called Needed now: Ada has renamed it');
  await button(grace, 'Keep it').click();
  await expect(title(grace, 'Needed')).toBeVisible();

  await button(grace, 'Delete').click();
  await button(ada, 'Rename').click();
  await rename(ada, 'Not needed');
  await expect(title(grace, 'Not needed')).toBeAttached();
  await confirmDeletion(grace, 'Needed');
  await button(grace, 'Delete anyway').click();
  await expect(grace).toHaveURL(`${slate.url}/`);
  await expect(ada.getByText('Grace deleted “Not needed”')).toBeVisible();
});

test('nothing is deleted under a running process', async ({ slate, visit }) => {
  const page = await visit('Ada', slate.url);
  const name = unique('At work');
  await createProject(page, name);
  await button(page, 'Run').click();
  await expect(runtimeStatus(page)).toHaveText('Running');
  await button(page, 'Delete').click();
  await confirmDeletion(page, name);
  await expect(dialog(page).getByRole('alert')).toHaveText(
    'Its process is running: stop it first.',
  );
  await button(page, 'Cancel').click();
  await button(page, 'Stop').click();
  await expect(runtimeStatus(page)).toHaveText('Stopped');
  await button(page, 'Delete').click();
  await confirmDeletion(page, name);
  await expect(page).toHaveURL(`${slate.url}/`);
});

test('ids of new projects keep out of each other’s way', async ({ slate, visit }) => {
  const page = await visit('Ada', slate.url);
  const twin = unique('Twin');
  const url = await createProject(page, twin);
  await page.goto(slate.url);
  await expect(row(page, twin)).toBeVisible();
  await button(page, 'New project').click();
  await nameField(page).fill(`${twin.toUpperCase()}!`);
  await expect(dialog(page).getByText(`${twin.toLowerCase().replace(' ', '-')}-2.`)).toBeVisible();
  await button(page, 'Create project').click();
  await expect(page).toHaveURL(`${url}-2`);
  await expect(connection(page)).toHaveText(/^Live/);
});

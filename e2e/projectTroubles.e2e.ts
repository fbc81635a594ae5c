import { expectAccessible } from './support/axe.ts';
import { button, connection } from './support/page.ts';
import { expect, test } from './support/slate.ts';
import { startBare } from './support/bareStack.ts';

test('without an agent a project can’t be made, and the dialog says why', async ({
  keep,
  visit,
}) => {
  const slate = await keep(startBare({ jetstream: true }));
  const page = await visit('Ada', slate.url);
  await expect(page.getByText('No agent is connected')).toBeVisible();
  await button(page, 'New project').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('No agent is connected, and an agent makes the project.');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Web');
  await slate.startAgent('late');
  await expect(dialog.getByRole('radio', { name: 'Web server' })).toBeChecked();
  await button(page, 'Create project').click();
  await expect(page).toHaveURL(`${slate.url}/projects/web`);
});

test('without JetStream projects are hosted as before, and can’t be changed', async ({
  keep,
  visit,
}) => {
  const slate = await keep(startBare({ jetstream: false }));
  await slate.startAgent('late');
  const page = await visit('Ada', slate.url);
  await button(page, 'New project').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Web');
  await button(page, 'Create project').click();
  await expect(dialog.getByRole('alert')).toContainText('without JetStream');
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('Web');
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: 'late', exact: true }).click();
  await expect(page.getByText('It can’t be renamed or deleted now')).toBeVisible();
  await expect(button(page, 'Rename')).toBeHidden();
  await expect(button(page, 'Build')).toBeVisible();
});

test('what asks about projects pleases axe and fits 390 pixels', async ({ slate, visit }) => {
  const viewport = { width: 390, height: 844 };
  const page = await visit('Ada', slate.url, { viewport });
  const expectGood = async (where: string) => {
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, where, '[role="dialog"]');
    const over = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await expect.poll(over, where).toBeLessThanOrEqual(0);
  };
  await expect(page.getByRole('link', { name: 'story', exact: true })).toBeVisible();
  await button(page, 'New project').click();
  await button(page, 'Create project').click();
  await expectGood('new project');
  await page.goto(`${slate.url}/projects/story`);
  await expect(connection(page)).toHaveText(/^Live/);
  await button(page, 'Rename').click();
  await expectGood('rename');
  await page.keyboard.press('Escape');
  await button(page, 'Delete').click();
  await expectGood('delete');
});

import type { Page } from '@playwright/test';
import { buildStatus, button, connection, crash, join, line, people, savedLog } from './page.ts';
import { expect, test } from './slate.ts';

test('two people see each other, the same build and the same log', async ({ slate, visit }) => {
  const gate = slate.project('shared').gate('shared');
  const url = `${slate.url}/projects/shared`;
  const ada = await visit('Ada', url);
  await expect(people(ada)).toHaveCount(1);
  const grace = await visit('Grace', url);
  for (const [page, self, other] of [
    [ada, 'Ada', 'Grace'],
    [grace, 'Grace', 'Ada'],
  ] as const) {
    await expect(people(page)).toHaveCount(2);
    await expect(people(page).first()).toHaveAccessibleName(self);
    await expect(people(page).first()).toContainText('(you)');
    await expect(people(page).last()).toHaveAccessibleName(other);
  }

  await button(ada, 'Build').click();
  await expect(buildStatus(grace)).toHaveText('Running');
  await expect(grace.getByText('by Ada')).toBeVisible();
  await expect(line(grace, 'Build log', 'compiled')).toBeVisible();
  gate.open();
  for (const page of [ada, grace]) {
    await expect(buildStatus(page)).toHaveText('Completed');
    await expect(line(page, 'Build log', 'packed 12 files')).toBeVisible();
  }
  expect(await savedLog(grace)).toEqual(await savedLog(ada));

  await leave(grace);
  await expect(people(ada)).toHaveCount(1, { timeout: 15_000 });
  await expect(people(ada).first()).toHaveAccessibleName('Ada');
});

test('whoever closes the page is gone', async ({ slate, visit }) => {
  const url = `${slate.url}/projects/closing`;
  const ada = await visit('Ada', url);
  const gone: boolean[] = [];
  // The browser does not wait until a page's last words have left, so on a busy machine some get
  // lost, and silence has to tell, half a minute later. Not all of them, though.
  while (gone.length < 3 && !gone.includes(true)) {
    const name = `Grace ${gone.length + 1}`;
    const person = ada.getByRole('listitem', { name, exact: true });
    const grace = await visit(name, url);
    await expect(person).toBeVisible();
    await grace.close();
    const left = person.waitFor({ state: 'detached', timeout: 15_000 });
    gone.push(
      await left.then(
        () => true,
        () => false,
      ),
    );
  }
  expect(gone).toContain(true);
});

test('whoever’s page dies is forgotten within half a minute', async ({ slate, browse, visit }) => {
  const url = `${slate.url}/projects/dying`;
  const ada = await (await browse()).newPage();
  await ada.clock.install();
  await ada.goto(url);
  await join(ada, 'Ada');
  const grace = await visit('Grace', url);
  await expect(people(ada)).toHaveCount(2);
  await crash(grace);
  await ada.clock.fastForward(30_000);
  await expect(people(ada)).toHaveCount(1);
  await expect(people(ada).first()).toHaveAccessibleName('Ada');
  await expect(connection(ada)).toHaveText(/^Live/);
});

test('two tabs are one person, who is there until the last one leaves', async ({
  slate,
  visit,
}) => {
  const url = `${slate.url}/projects/two-tabs`;
  const grace = await visit('Grace', url);
  const ada = await visit('Ada', url);
  const second = await ada.context().newPage();
  await second.goto(`${url}/builds`);
  for (const page of [ada, second, grace]) await expect(people(page)).toHaveCount(2);

  await leave(ada);
  await expect(people(second)).toHaveCount(2);
  await leave(second);
  await expect(people(grace)).toHaveCount(1, { timeout: 15_000 });
  await expect(people(grace).first()).toHaveAccessibleName('Grace');
});

/** Goes to another page of Slate. */
async function leave(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Projects', exact: true }).first().click();
  await expect(page.getByRole('list', { name: 'Projects' })).toBeVisible();
}

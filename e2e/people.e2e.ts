import { buildStatus, button, line, people, savedLog } from './page.ts';
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

  await grace.close();
  await expect(people(ada)).toHaveCount(1, { timeout: 5_000 });
  await expect(people(ada).first()).toHaveAccessibleName('Ada');
});

test('two tabs are one person, who is there until the last one closes', async ({
  slate,
  visit,
}) => {
  const url = `${slate.url}/projects/two-tabs`;
  const grace = await visit('Grace', url);
  const ada = await visit('Ada', url);
  const second = await ada.context().newPage();
  await second.goto(`${url}/builds`);
  for (const page of [ada, second, grace]) await expect(people(page)).toHaveCount(2);

  await ada.close();
  await expect(people(second)).toHaveCount(2);
  await second.goto('about:blank');
  await expect(people(grace)).toHaveCount(1, { timeout: 5_000 });
  await expect(people(grace).first()).toHaveAccessibleName('Grace');
});

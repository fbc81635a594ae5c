import type { Page } from '@playwright/test';
import { buildStatus, button, connection, crash, join, line, people, savedLog } from './page.ts';
import { connectEditor } from './publisher.ts';
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

test('a person who closes the page is gone', async ({ slate, visit }) => {
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

test('a person whose page dies is forgotten within half a minute', async ({
  slate,
  browse,
  visit,
}) => {
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

test('a crowd takes no more room than its place', async ({ slate, keep, visit }) => {
  const projectId = 'crowd';
  const url = `${slate.url}/projects/${projectId}`;
  const page = await visit('Ada', url, { viewport: { width: 1280, height: 900 } });
  const crowd = await keep(connectEditor(slate));
  const come = async () => {
    await expect(people(page)).toHaveCount(1);
    for (let person = 1; person <= 120; person++) {
      crowd.send(`slate.collab.joined.${projectId}`, {
        type: 'joined',
        projectId,
        userId: `person-${person}`,
        timestamp: Date.now(),
        data: { name: `Person ${person}` },
      });
    }
    await crowd.flush();
    await expect(people(page)).toHaveCount(121);
  };
  await come();
  const panel = await page.getByRole('region', { name: 'People here' }).boundingBox();
  expect(panel?.height).toBeLessThan(500);
  const find = page.getByRole('searchbox', { name: 'Find a person' });
  await find.focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('list', { name: 'People here' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(people(page).last()).toBeInViewport();
  await find.fill('person 77');
  await expect(people(page)).toHaveCount(1);

  await page.goto(`${url}/builds`);
  await come();
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const bar = await page.getByRole('banner').evaluate((header) => {
      const widthOf = (part: string) => header.querySelector(part)?.getBoundingClientRect().width;
      return { here: widthOf('h1'), people: widthOf('ul'), over: header.scrollWidth - innerWidth };
    });
    expect(bar.people, `people at ${width} px`).toBeLessThan(220);
    expect(bar.here, `heading at ${width} px`).toBeGreaterThan(36);
    expect(bar.over).toBeLessThanOrEqual(0);
  }
});

/** Goes to another page of Slate. */
async function leave(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Projects', exact: true }).first().click();
  await expect(page.getByRole('list', { name: 'Projects' })).toBeVisible();
}

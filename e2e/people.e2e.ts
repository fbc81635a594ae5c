import type { Page } from '@playwright/test';
import {
  buildStatus,
  button,
  connection,
  crash,
  join,
  line,
  log,
  people,
  savedLog,
} from './support/page.ts';
import { connectEditor } from './support/publisher.ts';
import { expect, test } from './support/slate.ts';

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

test('a page is led by the one whom it follows, until its reader takes over', async ({
  slate,
  visit,
  publisher,
}) => {
  const projectId = 'followed';
  const event = (type: string, timestamp: number, data: object) =>
    publisher.publish(`slate.build.${type}.${projectId}`, {
      ...{ type, projectId, timestamp },
      data: { buildId: 'b12', ...data },
    });
  await event('started', 1, { number: 12 });
  for (let n = 1; n <= 300; n++) await event('log', n + 1, { message: `line ${n}` });
  await event('completed', 400, { number: 12 });
  const url = `${slate.url}/projects/${projectId}`;
  const [ada, grace, eve] = await Promise.all([
    visit('Ada', url),
    visit('Grace', url),
    visit('Eve', url),
  ]);
  await button(grace, 'Follow Ada').click();
  await expect(grace.getByText('Following Ada')).toBeVisible();
  await expect(ada.getByText('Grace follows you')).toBeVisible();
  await expect(ada.getByText('Grace began to follow you in followed')).toBeVisible();
  // A circle of two would go round for ever.
  await expect(button(ada, 'Follow Grace')).toHaveAttribute('aria-disabled', 'true');

  await ada.getByRole('link', { name: 'Open build', exact: true }).click();
  await expect(line(grace, 'Build log', 'line 300')).toBeInViewport();
  await log(ada, 'Build log').hover();
  await ada.mouse.wheel(0, -3_000);
  const at = eve.getByRole('link', { name: /^Build #12 · log line \d+$/ });
  await expect(at).toHaveCount(2);
  const lineOf = async () => /\d+$/.exec((await at.first().textContent()) ?? '')?.[0] ?? '';
  await expect(async () => {
    await expect(line(grace, 'Build log', `line ${await lineOf()}`)).toBeInViewport({
      timeout: 500,
    });
  }).toPass();
  // The same way as a link, by keyboard alone.
  const number = await lineOf();
  await at.first().focus();
  await eve.keyboard.press('Enter');
  await expect(line(eve, 'Build log', `line ${number}`)).toBeInViewport();

  await grace.keyboard.press('Escape');
  await expect(grace.getByText('Following Ada')).toBeHidden();
  await expect(ada.getByText('Grace follows you')).toBeHidden();
  const face = button(grace, 'Follow Ada');
  await face.focus();
  await grace.keyboard.press('Enter');
  await ada.getByRole('link', { name: 'Overview', exact: true }).click();
  await expect(grace).toHaveURL(url);
  await leave(ada);
  await expect(grace.getByText('Ada left the project, so you stopped following.')).toBeVisible();
  await expect(grace).toHaveURL(url);
});

test('nobody comes or goes for a clock that is off, a hidden tab or a lost network', async ({
  slate,
  browse,
  visit,
  complaints,
}) => {
  complaints.expect(/WebSocket connection to .* failed/);
  const url = `${slate.url}/projects/steady-people`;
  const off = async () => {
    const page = await (await browse()).newPage();
    await page.clock.install({ time: Date.now() + 3_600_000 });
    await page.goto(url);
    await join(page, 'Grace');
    return page;
  };
  const [ada, grace] = await Promise.all([visit('Ada', url), off()]);
  for (const page of [ada, grace]) await expect(people(page)).toHaveCount(2);
  await grace.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect(people(ada).last()).toContainText('Away');
  // A newcomer sees who is hidden, too.
  const eve = await visit('Eve', url);
  for (const page of [ada, eve]) await expect(people(page)).toHaveCount(3);

  const counts = await recordCounts(ada);
  await ada.context().setOffline(true);
  await expect(connection(ada)).toHaveText(/^Offline/);
  await leave(eve);
  await expect(people(ada)).toHaveCount(3);
  await ada.context().setOffline(false);
  await expect(connection(ada)).toHaveText(/^Live/);
  await expect(people(ada)).toHaveCount(2);
  expect(new Set(await counts())).toEqual(new Set([2]));
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

/** How many people the page lists, whenever that changes. */
async function recordCounts(page: Page): Promise<() => Promise<number[]>> {
  const counts = await page.getByRole('list', { name: 'People here' }).evaluateHandle((list) => {
    const seen: number[] = [];
    new MutationObserver(() => seen.push(list.children.length)).observe(list, { childList: true });
    return seen;
  });
  return () => counts.jsonValue();
}

/** Goes to another page of Slate. */
async function leave(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Projects', exact: true }).first().click();
  await expect(page.getByRole('list', { name: 'Projects' })).toBeVisible();
}

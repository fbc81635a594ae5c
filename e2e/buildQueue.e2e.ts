import type { Page } from '@playwright/test';
import { buildStatus, button, line, recordTexts } from './support/page.ts';
import { expect, test } from './support/slate.ts';

const queue = (page: Page) => page.getByRole('list', { name: 'Queue' }).getByRole('listitem');

test('builds queue on one page, tell their places, and any of them can be cancelled', async ({
  slate,
  visit,
}) => {
  const gate = slate.project('queue').gate('queue');
  const page = await visit('Ada', `${slate.url}/projects/queue`);
  await button(page, 'Build').click();
  await expect(line(page, 'Build log', 'waiting')).toBeVisible();
  for (const waiting of [1, 2, 3]) {
    await button(page, 'Build').click();
    await expect(queue(page)).toHaveCount(waiting);
  }
  await expect(button(page, 'Cancel build')).toBeVisible();
  await expect(queue(page).nth(0)).toContainText('next in the queue');
  await expect(queue(page).nth(1)).toContainText('2nd in the queue');
  await expect(queue(page).nth(2)).toContainText('3rd in the queue');
  await expect(queue(page).nth(2)).toContainText('by Ada');

  await test.step('one that waits has a page of its own, with its place in the queue', async () => {
    const waiting = await page.context().newPage();
    await waiting.goto(
      slate.url + ((await queue(page).nth(1).getByRole('link').getAttribute('href')) ?? ''),
    );
    await expect(buildStatus(waiting)).toHaveText('Queued');
    await expect(waiting.getByText('2nd in the queue')).toBeVisible();
    await expect(waiting.getByText('Waiting to start. Output appears here.')).toBeVisible();
    await button(waiting, 'Cancel build').click();
    await expect(buildStatus(waiting)).toHaveText('Cancelled');
    await waiting.close();
  });
  await expect(queue(page)).toHaveCount(2);
  await expect(queue(page).nth(1)).toContainText('2nd in the queue');
  await queue(page)
    .nth(0)
    .getByRole('button', { name: /^Cancel queued build/ })
    .click();
  await expect(queue(page)).toHaveCount(1);
  await expect(buildStatus(page)).toHaveText('Running');

  gate.open();
  await expect(queue(page)).toHaveCount(0);
  await expect(buildStatus(page)).toHaveText('Completed');
  const builds = page.getByRole('list', { name: 'Builds' }).getByRole('listitem');
  await expect(builds.filter({ hasText: 'Completed' })).toHaveCount(2);
  await expect(builds.filter({ hasText: 'Cancelled' })).toHaveCount(2);
  await expect(builds.first()).toContainText('Ada');
  await expect(
    page.getByRole('img', { name: /^Durations of the last 4 builds: 2 cancelled, / }),
  ).toBeVisible();
});

/** Presses whatever button is where `name` is now, ten times within about a second. */
const pressImpatiently = async (page: Page, name: string) => {
  const box = await button(page, name).boundingBox();
  if (box === null) throw new Error(`${name} is not on the page`);
  await page.evaluate(
    async ([x, y]) => {
      for (let press = 0; press < 10; press++) {
        document.elementFromPoint(x, y)?.closest('button')?.click();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    [box.x + box.width / 2, box.y + box.height / 2] as const,
  );
};

test('impatient presses cancel the one build that they were meant for, and start none', async ({
  slate,
  visit,
}) => {
  const gate = slate.project('impatient').gate('impatient');
  const page = await visit('Ada', `${slate.url}/projects/impatient`);
  for (const label of ['#1', '#2', '#3']) {
    await button(page, 'Build').click();
    await expect(
      page.getByRole('link', { name: label === '#1' ? 'Open build' : `Build ${label}` }),
    ).toBeVisible();
  }
  await expect(line(page, 'Build log', 'waiting')).toBeVisible();
  const builds = page.getByRole('list', { name: 'Builds' }).getByRole('listitem');

  await test.step('on the project’s page, where the next build comes up under the pointer', async () => {
    await pressImpatiently(page, 'Cancel build');
    await expect(builds.filter({ hasText: '#1' })).toContainText('Cancelled');
    await expect(builds.filter({ hasText: '#2' })).toContainText('Running');
    await expect(queue(page).filter({ hasText: '#3' })).toHaveCount(1);
  });
  await test.step('on the build’s page, where Retry takes the place', async () => {
    await page.getByRole('link', { name: 'Open build' }).click();
    await expect(page.getByRole('heading', { name: 'Build #2', level: 2 })).toBeVisible();
    await pressImpatiently(page, 'Cancel build');
    await expect(buildStatus(page)).toHaveText('Cancelled');
    await expect(button(page, 'Retry')).toBeEnabled();
    await page.getByRole('tab', { name: /^All builds/ }).click();
    await expect(builds.filter({ hasText: '#3' })).toContainText('Running');
    await expect(builds).toHaveCount(3);
  });
  gate.open();
  await expect(builds.filter({ hasText: '#3' })).toContainText('Completed');
});

test('a step that takes its time to end shows that it was cancelled, and by whom', async ({
  slate,
  visit,
}) => {
  slate.project('stubborn');
  const page = await visit('Ada', `${slate.url}/projects/stubborn`);
  const watcher = await visit('Grace', `${slate.url}/projects/stubborn`);
  await button(page, 'Build').click();
  await expect(line(page, 'Build log', 'waiting')).toBeVisible();
  await button(page, 'Build').click();
  await button(page, 'Build').click();
  await expect(queue(page)).toHaveCount(2);
  await button(page, 'Cancel all queued').click();
  await expect(queue(page)).toHaveCount(0);
  await expect(buildStatus(watcher)).toHaveText('Running');
  const seen = await recordTexts(buildStatus(watcher));
  await button(page, 'Cancel build').click();
  await expect(button(page, 'Cancel build')).toHaveAttribute('aria-busy', 'true');
  await expect(buildStatus(watcher)).toHaveText('Cancelled');
  await expect(watcher.getByText('cancelled by Ada')).toBeVisible();
  expect(await seen()).toContain('Cancelling…');
});

test('a build whose project has no host says why it waits', async ({ slate, visit, publisher }) => {
  const projectId = `nobodys-${Date.now().toString(36)}`;
  await publisher.publish(`slate.build.queued.${projectId}`, {
    type: 'queued',
    projectId,
    timestamp: Date.now(),
    data: { buildId: 'b1', startedBy: 'Grace' },
  });
  const page = await visit('Ada', `${slate.url}/projects/${projectId}/builds/b1`);
  await expect(buildStatus(page)).toHaveText('Queued');
  await expect(page.getByText('No agent that is connected hosts this project')).toBeVisible();
});

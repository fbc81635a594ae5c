import type { Page } from '@playwright/test';
import { buildStatus, button, line } from './page.ts';
import { expect, test } from './slate.ts';

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

  await test.step('one that waits has a page of its own, which tells its place', async () => {
    const waiting = await page.context().newPage();
    await waiting.goto(
      slate.url + ((await queue(page).nth(1).getByRole('link').getAttribute('href')) ?? ''),
    );
    await expect(buildStatus(waiting)).toHaveText('Queued');
    await expect(waiting.getByText('2nd in the queue')).toBeVisible();
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

test('a build whose project nobody hosts says why it waits', async ({
  slate,
  visit,
  publisher,
}) => {
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

import { button, connection, line, progressBar, runtimeStatus } from './support/page.ts';
import { expect, test } from './support/slate.ts';

test('an unknown project’s page says so and goes live with its first event', async ({
  slate,
  visit,
  publisher,
}) => {
  const projectId = `unheard-of-${Date.now().toString(36)}`;
  const page = await visit('Ada', `${slate.url}/projects/${projectId}`);
  const notice = page.getByText(`No events from “${projectId}” yet`);
  await expect(notice).toBeVisible();
  for (const name of ['Build', 'Run']) {
    await expect(button(page, name)).toBeDisabled();
    await expect(button(page, name)).toHaveAccessibleDescription(/No agent hosts this project/);
  }

  await publisher.publish(`slate.build.progress.${projectId}`, {
    type: 'progress',
    projectId,
    timestamp: Date.now(),
    data: { percent: 30 },
  });
  await expect(progressBar(page)).toHaveAttribute('aria-valuenow', '30');
  await expect(notice).toBeHidden();
  await page.getByRole('link', { name: 'Projects', exact: true }).first().click();
  await expect(page.getByRole('link', { name: projectId, exact: true })).toBeVisible();

  await page.goto(`${slate.url}/projects/${projectId}/files/src/main.ts`);
  await expect(page.getByText('This file can’t be opened now')).toBeVisible();
});

test('a project that another publisher made is listed by its name, and its page shows what is known', async ({
  slate,
  visit,
  publisher,
}) => {
  const projectId = `made-elsewhere-${Date.now().toString(36)}`;
  const name = `Shop ${projectId}`;
  // Under its owner alone, as the smallest publisher does.
  await publisher.publish('slate.project.created.ci', {
    ...{ type: 'created', projectId, userId: 'ci', timestamp: Date.now() },
    data: { name, createdBy: 'the CI' },
  });
  const page = await visit('Ada', slate.url);
  const row = page
    .getByRole('list', { name: 'Projects' })
    .getByRole('listitem')
    .filter({ hasText: projectId });
  await expect(row).toContainText('No agent');
  await row.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  const about = page.getByRole('region', { name: 'About this project' });
  await expect(about).toContainText('by the CI');
  await expect(about).toContainText('No agent hosts it');
  await expect(page.getByText('No builds yet', { exact: true })).toBeVisible();
  await expect(page.getByText('No events from')).toBeHidden();
});

test('an unknown session’s page says so and goes live with its first event', async ({
  slate,
  visit,
  publisher,
}) => {
  const sessionId = `unheard-of-${Date.now().toString(36)}`;
  const page = await visit('Ada', `${slate.url}/runtimes/${sessionId}`);
  const notice = page.getByText(`No events from “${sessionId}” yet`);
  await expect(notice).toBeVisible();
  for (const [type, data] of [
    ['started', { command: 'serve' }],
    ['log', { message: 'listening' }],
  ] as const) {
    const body = { type, sessionId, timestamp: Date.now(), data };
    await publisher.publish(`slate.runtime.${type}.${sessionId}`, body);
  }
  await expect(runtimeStatus(page)).toHaveText('Running');
  await expect(line(page, 'Runtime log', 'listening')).toBeVisible();
  await expect(notice).toBeHidden();
});

const impossible = 'a b\r\nPUB slate.build.completed.x';

const addresses = [
  { path: 'projects/a%20b', says: '“a b” isn’t a valid project ID' },
  { path: 'projects/a%20b/builds', says: '“a b” isn’t a valid project ID' },
  { path: 'projects/*', says: '“*” isn’t a valid project ID' },
  { path: 'projects/a.b', says: '“a.b” isn’t a valid project ID' },
  { path: `projects/${encodeURIComponent(impossible)}`, says: 'isn’t a valid project ID' },
  { path: `projects/${'x'.repeat(65)}`, says: 'isn’t a valid project ID' },
  { path: 'projects/%3Cb%3E', says: '“<b>” isn’t a valid project ID' },
  { path: 'runtimes/a%20b', says: '“a b” isn’t a valid session ID' },
  { path: 'runtimes/%3E', says: '“>” isn’t a valid session ID' },
  { path: 'projects/elsewhere/builds/a%20b', says: 'no build “a b”' },
  { path: 'projects/elsewhere/builds/gone', says: 'no build “gone”' },
  { path: 'nowhere', says: 'Page not found' },
];

test('an address that leads nowhere is explained', async ({ slate, visit, publisher }) => {
  await publisher.publish('slate.build.started.elsewhere', {
    type: 'started',
    projectId: 'elsewhere',
    timestamp: Date.now(),
    data: { buildId: 'known' },
  });
  const page = await visit('Ada', slate.url);
  for (const { path, says } of addresses) {
    await test.step(`/${path}`, async () => {
      await page.goto(`${slate.url}/${path}`);
      await expect(page.getByText(says)).toBeVisible();
      if (path !== 'nowhere') await expect(connection(page)).toHaveText(/^Live/);
    });
  }
});

test('a page that can’t be shown says so within the shell, and comes back with a reload', async ({
  slate,
  visit,
  complaints,
}) => {
  complaints.expect(/broken on purpose/);
  const page = await visit('Ada', slate.url);
  await page.route(/\/ProjectRoute-[^/]*\.js$/, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: 'export function ProjectRoute() { throw new Error("broken on purpose"); }',
    }),
  );
  await page.goto(`${slate.url}/projects/story`);
  await expect(page.getByRole('alert')).toContainText('Something went wrong');
  await expect(connection(page)).toHaveText(/^Live/);
  await page.getByText('Details').click();
  await expect(page.getByRole('alert')).toContainText('broken on purpose');
  await button(page, 'Try again').click();
  await expect(page.getByRole('alert')).toContainText('Something went wrong');
  await page.getByRole('link', { name: 'Projects', exact: true }).first().click();
  await expect(page.getByRole('list', { name: 'Projects' })).toBeVisible();

  await page.goBack();
  await expect(page.getByRole('alert')).toContainText('Something went wrong');
  await page.unroute(/\/ProjectRoute-[^/]*\.js$/);
  await button(page, 'Reload').click();
  await expect(button(page, 'Build')).toBeVisible();
});

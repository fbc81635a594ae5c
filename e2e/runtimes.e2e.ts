import { button, log, newestLine, runtimeStatus, savedLog } from './support/page.ts';
import { expect, test } from './support/slate.ts';

test('a process runs, prints and stops, on its project’s page and on its own', async ({
  slate,
  visit,
}) => {
  const page = await visit('Ada', `${slate.url}/projects/running`);
  await button(page, 'Run').click();
  await expect(runtimeStatus(page)).toHaveText('Running');
  await expect(newestLine(page, 'Runtime log')).toBeVisible();

  await page.getByRole('link', { name: 'Open log', exact: true }).click();
  await expect(page).toHaveURL(/\/runtimes\/[A-Za-z0-9_-]+$/);
  await expect(runtimeStatus(page)).toHaveText('Running');
  await expect(page.getByText('by Ada')).toBeVisible();
  const other = await visit('Grace', page.url());
  await expect(newestLine(other, 'Runtime log')).toBeVisible();

  await button(other, 'Stop').click();
  for (const each of [page, other]) {
    await expect(runtimeStatus(each)).toHaveText('Stopped');
    await expect(each.getByText(/ended by SIGTERM|exit code \d+/)).toBeVisible();
    await expect(button(each, 'Run')).toBeVisible();
  }
  const lines = await savedLog(page);
  expect(lines).toEqual(lines.map((_, i) => `line ${i + 1}`));
  expect(await savedLog(other)).toEqual(lines);

  await page.goto(`${slate.url}/projects/running`);
  await expect(runtimeStatus(page)).toHaveText('Stopped');
});

test('a log follows its end until its reader turns away, and again when asked', async ({
  slate,
  visit,
}) => {
  const page = await visit('Ada', `${slate.url}/projects/running`);
  await button(page, 'Run').click();
  // Until then the link is to the session before.
  await expect(runtimeStatus(page)).toHaveText('Running');
  await page.getByRole('link', { name: 'Open log', exact: true }).click();
  const scroller = log(page, 'Runtime log');
  const follow = button(page, 'Follow');
  const fromTop = () => scroller.evaluate((element) => element.scrollTop);
  const toEnd = () =>
    scroller.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
  await expect(newestLine(page, 'Runtime log')).toHaveText(/\d{3,}/);
  await expect(newestLine(page, 'Runtime log')).toBeInViewport();
  await expect(follow).toHaveAttribute('aria-pressed', 'true');
  expect(await toEnd()).toBeLessThanOrEqual(4);

  await scroller.hover();
  await page.mouse.wheel(0, -400);
  await expect(follow).toHaveAttribute('aria-pressed', 'false');
  const newLines = page.getByRole('button', { name: /^\d+ new lines?$/ });
  await expect(newLines).toBeVisible();
  const count = async () => Number.parseInt(await newLines.innerText(), 10);
  await expect.poll(count).toBeGreaterThan(10);
  const [read, seen] = [await fromTop(), await count()];
  await expect.poll(count).toBeGreaterThan(seen + 20);
  expect(await fromTop()).toBe(read);

  await newLines.click();
  await expect(follow).toHaveAttribute('aria-pressed', 'true');
  await expect(newLines).toBeHidden();
  await expect.poll(toEnd).toBeLessThanOrEqual(4);

  await follow.click();
  await expect(follow).toHaveAttribute('aria-pressed', 'false');
  await scroller.hover();
  await page.mouse.wheel(0, 100_000);
  await expect(follow).toHaveAttribute('aria-pressed', 'true');

  await button(page, 'Stop').click();
  await expect(runtimeStatus(page)).toHaveText('Stopped');
});

test('a process is shown as it is: silent, with an error, ended, and beside another', async ({
  slate,
  visit,
  publisher,
}) => {
  const projectId = `process-${Date.now().toString(36)}`;
  const tell = (sessionId: string, type: string, data: object) =>
    publisher.publish(`slate.runtime.${type}.${sessionId}`, {
      ...{ type, sessionId, timestamp: Date.now() },
      data: { projectId, ...data },
    });
  const [first, second] = [`${projectId}-a`, `${projectId}-b`] as const;
  const fresh = { state: 'running', heartbeatMs: 600_000 };
  const page = await visit('Ada', slate.url);
  const row = page
    .getByRole('list', { name: 'Projects' })
    .getByRole('listitem')
    .filter({ hasText: projectId });
  const goTo = (path: string) => page.goto(`${slate.url}${path}`);

  await test.step('one that no agent knows is not running', async () => {
    await tell(first, 'started', { command: 'serve', heartbeatMs: 1 });
    await expect(row).toContainText('Lost contact');
    for (const path of [`/projects/${projectId}`, `/runtimes/${first}`]) {
      await goTo(path);
      await expect(runtimeStatus(page)).toHaveText('Lost contact');
      await expect(page.getByText(/^last seen /).first()).toBeVisible();
      await expect(page.getByText(/^up \d/)).toHaveCount(0);
      await expect(button(page, 'Run')).toBeVisible();
    }
  });
  await test.step('its word proves that it runs, and an error is not its end', async () => {
    await tell(first, 'status', fresh);
    await expect(runtimeStatus(page)).toHaveText('Running');
    await tell(first, 'error', { message: 'low on memory' });
    await expect(page.getByText('reported an error: low on memory')).toBeVisible();
    await expect(runtimeStatus(page)).toHaveText('Running');
  });
  await test.step('of two that run, the end of one leaves the other running', async () => {
    await tell(second, 'started', { startedBy: 'Grace', heartbeatMs: 600_000 });
    await goTo(`/projects/${projectId}`);
    await expect(page.getByText('by Grace')).toBeVisible();
    await tell(first, 'status', fresh);
    await expect(page.getByText(`2 sessions running. Shown here: ${second}`)).toBeVisible();
    await expect(button(page, `Stop ${first}`)).toBeVisible();
    await tell(second, 'stopped', { exitCode: 0 });
    await expect(page.getByText(/sessions running/)).toBeHidden();
    await expect(runtimeStatus(page)).toHaveText('Running');
    await page.getByRole('link', { name: 'Open log', exact: true }).click();
    await expect(page).toHaveURL(`${slate.url}/runtimes/${first}`);
  });
  await test.step('a status can be its end', async () => {
    await tell(first, 'status', { state: 'failed', exitCode: 3 });
    await expect(runtimeStatus(page)).toHaveText('Failed');
    await expect(page.getByText('exit code 3')).toBeVisible();
  });
});

import { button, log, newestLine, runtimeStatus, savedLog } from './page.ts';
import { expect, test } from './slate.ts';

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

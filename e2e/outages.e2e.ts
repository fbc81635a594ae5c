import { startBare } from './support/bareStack.ts';
import {
  boxOf,
  buildStatus,
  button,
  connection,
  line,
  log,
  newestLine,
  numberedLines,
  progressBar,
  recordTexts,
  right,
  runtimeStatus,
  savedLog,
} from './support/page.ts';
import { connectPublisher } from './support/publisher.ts';
import { expect, test } from './support/slate.ts';
import { startSlate } from './support/stack.ts';

const connectionFailed = /WebSocket connection to .* failed/;

test('a server that is killed and comes back costs no line of a log', async ({
  keep,
  visit,
  complaints,
}) => {
  complaints.expect(connectionFailed);
  const slate = await keep(startSlate(['outage']));
  const page = await visit('Ada', `${slate.url}/projects/outage`);
  await button(page, 'Run').click();
  await page.getByRole('link', { name: 'Open log', exact: true }).click();
  const build = await page.context().newPage();
  await build.goto(`${slate.url}/projects/outage/builds`);
  await button(build, 'Build').click();
  await expect(newestLine(build, 'Build log')).toHaveText(/\d{2,}/);

  const states = [await recordTexts(connection(page)), await recordTexts(connection(build))];
  slate.killNatsServer();
  for (const seen of states) {
    await expect.poll(async () => (await seen())[0]).toMatch(/^Reconnecting/);
    await expect.poll(async () => (await seen()).at(-1)).toBe('Live');
  }

  await expect(buildStatus(build)).toHaveText('Completed');
  await expect(runtimeStatus(page)).toHaveText('Stopped');
  for (const each of [page, build]) {
    await expect.poll(() => savedLog(each)).toEqual(numberedLines(250));
  }
  // What is on show came live; what is kept must be the same.
  for (const each of [page, build]) {
    await each.reload();
    await expect(connection(each)).toHaveText(/^Live/);
    await expect.poll(() => savedLog(each)).toEqual(numberedLines(250));
  }
});

test('without an agent the page says so at once, and other publishers move it', async ({
  keep,
  visit,
}) => {
  const slate = await keep(startBare({ jetstream: true }));
  const publisher = await keep(connectPublisher(slate));
  const page = await visit('Ada', slate.url);
  await expect(page.getByText('No agent is connected')).toBeVisible();

  await page.goto(`${slate.url}/projects/p1`);
  await expect(connection(page)).toHaveText(/^Live/);
  const noAgent = page.getByRole('alert').filter({ hasText: 'No agent is connected' });
  await button(page, 'Build').click();
  await expect(noAgent).toHaveCount(1);
  // The refusal has a row of its own, below its panel’s heading.
  const panel = page.getByRole('region', { name: 'Build', exact: true });
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 844 });
    const heading = await boxOf(panel.getByRole('heading', { name: 'Build', exact: true }));
    const refusal = await boxOf(noAgent);
    const around = await boxOf(panel);
    expect(heading.width, `heading at ${width} px`).toBeGreaterThan(30);
    expect(refusal.y, `row at ${width} px`).toBeGreaterThanOrEqual(heading.y + heading.height);
    expect(refusal.width, `width at ${width} px`).toBeGreaterThan(around.width * 0.85);
    expect(right(refusal), `right edge at ${width} px`).toBeLessThan(right(around));
  }
  await button(page, 'Dismiss').click();
  await expect(noAgent).toHaveCount(0);
  await expect(button(page, 'Build')).toBeFocused();
  // Two presses of one moment are one.
  await expect(async () => {
    await page.keyboard.press('Enter');
    await expect(noAgent).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
  await button(page, 'Run').click();
  await expect(noAgent).toHaveCount(2);

  const publish = (type: string, data: object) =>
    publisher.publish(`slate.build.${type}.p1`, {
      type,
      projectId: 'p1',
      timestamp: Date.now(),
      data,
    });
  await publish('progress', { percent: 42 });
  await expect(buildStatus(page)).toHaveText('Running');
  await expect(progressBar(page)).toHaveAttribute('aria-valuenow', '42');
  // Nothing is stored: what is sent before the log of this build listens is lost.
  await expect(async () => {
    await publish('log', { message: 'from the CI' });
    await expect(line(page, 'Build log', 'from the CI').first()).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await publish('progress', { percent: 77 });
  await expect(progressBar(page)).toHaveAttribute('aria-valuenow', '77');
  await publish('completed', {});
  await expect(buildStatus(page)).toHaveText('Completed');

  await page.goto(`${slate.url}/`);
  await slate.startAgent('late');
  const projects = page.getByRole('list', { name: 'Projects' });
  await projects.getByRole('link', { name: 'late', exact: true }).click();
  await button(page, 'Run').click();
  await expect(runtimeStatus(page)).toHaveText('Running');
});

test('without JetStream the page is live only, and says so', async ({ keep, visit }) => {
  const slate = await keep(startBare({ jetstream: false }));
  const publisher = await keep(connectPublisher(slate));
  const page = await visit('Ada', `${slate.url}/projects/p1`);
  await expect(connection(page)).toHaveText('Live only');
  await expect(page.getByText('Live only: this server keeps no history.').first()).toBeVisible();
  const send = (type: string, data: object) =>
    publisher.send(`slate.build.${type}.p1`, {
      type,
      projectId: 'p1',
      timestamp: Date.now(),
      data: { buildId: 'b1', ...data },
    });
  const publish = async (type: string, data: object) => {
    send(type, data);
    await publisher.flush();
  };
  await publish('started', {});
  await publish('progress', { percent: 42 });
  await expect(progressBar(page)).toHaveAttribute('aria-valuenow', '42');
  await publish('log', { message: 'only now' });
  await expect(line(page, 'Build log', 'only now')).toBeVisible();
  for (let n = 2; n <= 300; n++) {
    const isError = n === 50 || n === 90;
    send('log', { message: `line ${n}`, ...(isError && { level: 'error' }) });
  }
  // The project's page has a log too, but its keys work within it alone.
  await log(page, 'Build log').focus();
  const matches = page.getByRole('status', { name: 'Matches' });
  await page.keyboard.press('/');
  await page.keyboard.type('line 1');
  await expect(matches).toHaveText('110');
  const steps = [
    ['Shift+Enter', 199],
    ['Shift+Enter', 198],
    ['Enter', 199],
    ['Enter', 10],
  ] as const;
  for (const [key, n] of steps) {
    await page.keyboard.press(key);
    await expect(line(page, 'Build log', `line ${n}`)).toBeInViewport();
  }
  await log(page, 'Build log').focus();
  for (const n of [50, 90]) {
    await page.keyboard.press('e');
    await expect(line(page, 'Build log', `line ${n}`)).toBeInViewport();
  }
  await publish('failed', { step: 'Test', exitCode: 9 });
  await expect(buildStatus(page)).toHaveText('Failed');
  await expect(page.getByRole('alert')).toContainText('Step “Test” failed with exit code 9');
});

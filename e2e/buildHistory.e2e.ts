import type { Page } from '@playwright/test';
import { buildStatus, buildSteps, progressBar, recordProgress } from './support/page.ts';
import { expect, test } from './support/slate.ts';

const MINUTE = 60_000;
const names = ['install', 'test', 'pack'] as const;

const step = (page: Page, name: (typeof names)[number]) =>
  buildSteps(page).filter({ has: page.getByTitle(name, { exact: true }) });
/** Where a step's bar lies, or what is expected of it. */
async function barOf(page: Page, name: (typeof names)[number]) {
  const box = await step(page, name).locator('[style*="--start"]').last().boundingBox();
  if (box === null) throw new Error(`${name} has no bar.`);
  return { begin: box.x, end: box.x + box.width, length: box.width };
}

test('earlier builds tell what is left of a build, and which of its steps became slower', async ({
  slate,
  visit,
  publisher,
}) => {
  const projectId = `pace-${Date.now().toString(36)}`;
  const tell = (buildId: string, action: string, timestamp: number, data: object) =>
    publisher.publish(`slate.build.${action}.${projectId}`, {
      ...{ type: action, projectId, timestamp },
      data: { buildId, ...data },
    });
  const passed = (minutes: readonly number[], startedAt: number) =>
    minutes.map((took, i) => ({
      name: names[i],
      status: 'passed',
      startedAt: startedAt + minutes.slice(0, i).reduce((sum, one) => sum + one, 0) * MINUTE,
      durationMs: took * MINUTE,
    }));
  const complete = (buildId: string, minutes: readonly number[], startedAt: number) => {
    const durationMs = minutes.reduce((sum, one) => sum + one, 0) * MINUTE;
    const steps = passed(minutes, startedAt);
    return tell(buildId, 'completed', startedAt + durationMs, { durationMs, steps });
  };
  const now = Date.now();
  for (const [i, minutes] of [
    [1, 10, 5],
    [1, 8, 30],
    [1, 12, 5],
  ].entries()) {
    const startedAt = now - (5 - i) * 60 * MINUTE;
    await tell(`green-${i}`, 'started', startedAt, {});
    await complete(`green-${i}`, minutes, startedAt);
  }
  /** The fourth one, whose tests run for so many minutes. */
  const steps = (testMinutes: number) => [
    ...passed([3], now - 5 * MINUTE),
    { name: 'test', status: 'running', startedAt: now - testMinutes * MINUTE },
    { name: 'pack', status: 'pending' },
  ];
  await tell('slow', 'started', now - 5 * MINUTE, { steps: steps(2) });

  const page = await visit('Ada', `${slate.url}/projects/${projectId}/builds`);
  await expect(buildStatus(page)).toHaveText('Running');
  await test.step('the median counts, not the mean or the last one', async () => {
    await expect(step(page, 'install')).toContainText('3.0 times as long');
    await expect(step(page, 'test')).toContainText(/about [78]m left/);
    await expect(step(page, 'pack')).toContainText('~5m 0s');
    await expect(page.getByText(/^about 1[23]m left$/)).toBeVisible();
  });
  await test.step('bars lie where their time lies, and what runs grows', async () => {
    const [install, running, pack] = await Promise.all(names.map((name) => barOf(page, name)));
    expect(running?.begin).toBeCloseTo(install?.end ?? 0, 0);
    expect(pack?.begin).toBeGreaterThan((running?.end ?? 0) + (running?.length ?? 0));
    await expect
      .poll(async () => (await barOf(page, 'test')).length)
      .toBeGreaterThan(running?.length ?? Infinity);
    expect((await barOf(page, 'test')).begin).toBeCloseTo(running?.begin ?? 0, 0);
    expect((await barOf(page, 'install')).length).toBeCloseTo(install?.length ?? 0, 0);
  });

  const bar = progressBar(page);
  const progress = await recordProgress(bar);
  await test.step('the bar is neither full nor falls while the build runs', async () => {
    await tell('slow', 'progress', Date.now(), { percent: 60 });
    await expect(bar).toHaveAttribute('aria-valuenow', '60');
    await tell('slow', 'progress', Date.now(), { percent: 100 });
    await expect(bar).toHaveAttribute('aria-valuenow', '99');
    await tell('slow', 'progress', Date.now(), { percent: 40, steps: steps(60) });
    await expect(step(page, 'test')).toContainText('usually 10m 0s');
    await expect(page.getByText('test is taking longer than usual (usually 10m 0s)')).toBeVisible();
    await expect(bar).toHaveAttribute('aria-valuenow', '99');
    expect(await progress()).toEqual([60, 99]);
  });

  await complete('slow', [3, 30, 5], now - 5 * MINUTE);
  await expect(buildStatus(page)).toHaveText('Completed');
  await expect(bar).toHaveAttribute('aria-valuenow', '100');
  expect(await progress()).toEqual([60, 99, 100]);
  await expect(step(page, 'test')).toContainText('3.0 times as long');
  await expect(step(page, 'pack')).toHaveText(/^Passedpack5m 0s$/);

  await page.getByRole('tab', { name: 'Compare' }).click();
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows).toHaveText([
    /^Step/,
    'install1m 0s3m 0s3.0 times as long',
    'test12m 0s30m 0s2.5 times as long',
    'pack5m 0s5m 0sNo change',
  ]);
});

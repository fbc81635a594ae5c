import { hostname } from 'node:os';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildStatus,
  buildSteps,
  button,
  connection,
  line,
  log,
  progressBar,
  recordProgress,
  savedLog,
} from './support/page.ts';
import { processIsGone } from './support/processIsGone.ts';
import { expect, test } from './support/slate.ts';
import { select } from './support/select.ts';

test('from the first visit to a finished build, and all of it again after a reload', async ({
  slate,
  browse,
}) => {
  const gate = slate.project('story').gate('compile');
  const page = await (await browse()).newPage();
  await page.goto(slate.url);
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
  await button(page, 'Join').click();
  await expect(connection(page)).toHaveText(/^Live/);

  const projects = page.getByRole('list', { name: 'Projects' });
  await projects.getByRole('link', { name: 'story', exact: true }).click();
  await expect(page).toHaveURL(`${slate.url}/projects/story`);
  const bar = progressBar(page);
  await expect(bar).toBeVisible();
  const progress = await recordProgress(bar);

  await button(page, 'Build').click();
  await expect(buildStatus(page)).toHaveText('Running');
  await expect(button(page, 'Cancel build')).toBeVisible();
  await expect(line(page, 'Build log', 'compiled')).toBeVisible();
  await expect(bar).toHaveAttribute('aria-valuenow', /^[1-9]\d?$/);
  await expect(buildSteps(page).nth(0)).toHaveText(/Passed.*Lint/);
  await expect(buildSteps(page).nth(1)).toHaveText(/Running.*Compile/);
  await expect(buildSteps(page).nth(2)).toHaveText(/Pending.*Package/);
  const overview = await page.context().newPage();
  await overview.goto(slate.url);
  const now = overview
    .getByRole('list', { name: 'Now' })
    .getByRole('link', { name: /story Build #1/ });
  await expect(now).toContainText('by Ada');
  // The agent names itself after its machine.
  await expect(now).toContainText(`on ${hostname()}`);
  gate.open();
  await expect(now).toHaveCount(0);
  const listed = overview.getByRole('list', { name: 'Projects' }).getByRole('listitem');
  await expect(listed.filter({ hasText: 'story' })).toContainText('#1');
  await overview.close();

  await expect(buildStatus(page)).toHaveText('Completed');
  await expect(bar).toHaveAttribute('aria-valuenow', '100');
  const values = await progress();
  const ofThisBuild = values.slice(values.lastIndexOf(0) + 1);
  expect(ofThisBuild.length).toBeGreaterThan(1);
  expect(ofThisBuild).toEqual(ofThisBuild.toSorted((a, b) => a - b));
  const took = /\d+(\.\d)?m?s$/;
  for (const [i, name] of ['Lint', 'Compile', 'Package'].entries()) {
    await expect(buildSteps(page).nth(i)).toHaveText(new RegExp(`Passed.*${name}`));
    await expect(buildSteps(page).nth(i)).toHaveText(took);
  }
  const expected = ['42 files, no complaints', 'compiling', 'compiled', 'packed 12 files'];
  expect(await savedLog(page)).toEqual(expected);
  await expect(button(page, 'Build')).toBeVisible();

  await page.reload();
  await expect(buildStatus(page)).toHaveText('Completed');
  await expect(bar).toHaveAttribute('aria-valuenow', '100');
  for (const text of expected) await expect(line(page, 'Build log', text)).toBeVisible();
  expect(await savedLog(page)).toEqual(expected);
  const builds = page.getByRole('list', { name: 'Builds' }).getByRole('listitem');
  await expect(builds.first()).toContainText('Completed');
});

test('what a project has nothing for is not offered, until its files say otherwise', async ({
  slate,
  visit,
}) => {
  const file = join(slate.project('failing').dir, 'slate.json');
  const page = await visit('Ada', `${slate.url}/projects/failing`);
  await expect(button(page, 'Run')).toBeDisabled();
  await expect(button(page, 'Run')).toHaveAccessibleDescription(/has nothing to run/);
  await expect(page.getByText('Add a run command to its slate.json')).toBeVisible();
  await expect(button(page, 'Build')).toBeEnabled();

  const files = JSON.parse(readFileSync(file, 'utf8')) as object;
  const run = { command: process.execPath, args: ['--eval', 'setInterval(() => {}, 1000)'] };
  writeFileSync(file, JSON.stringify({ name: 'failing', run }));
  await button(page, 'Run').focus();
  await page.keyboard.press('Enter');
  await expect(button(page, 'Run')).toBeEnabled();
  await expect(button(page, 'Run')).toBeFocused();
  await expect(button(page, 'Build')).toBeDisabled();
  writeFileSync(file, JSON.stringify(files));
});

test('a failing build names its step and its exit code, and shows what it printed', async ({
  slate,
  visit,
}) => {
  const page = await visit('Ada', `${slate.url}/projects/failing/builds`);
  await button(page, 'Build').click();

  await expect(buildStatus(page)).toHaveText('Failed');
  await expect(page.getByRole('alert')).toContainText('Step “Test” failed with exit code 3');
  await expect(buildSteps(page).nth(0)).toHaveText(/Passed.*Compile/);
  await expect(buildSteps(page).nth(1)).toHaveText(/Failed.*Test/);
  await expect(buildSteps(page).nth(2)).toHaveText(/Skipped.*Package/);
  await expect(line(page, 'Build log', 'expected 4, got 5')).toBeInViewport();
  expect(await savedLog(page)).not.toContain('never printed');

  await page.reload();
  await expect(buildStatus(page)).toHaveText('Failed');
  await expect(page.getByRole('alert')).toContainText('Step “Test” failed with exit code 3');
  // Nothing that it printed calls itself an error: it is the step that failed which begins here.
  await expect(line(page, 'Build log', 'ok 1')).toBeInViewport();

  await page.goto(slate.url);
  await page.getByRole('searchbox', { name: 'Search projects' }).fill('failing');
  await expect(page).toHaveURL(/\?q=failing$/);
  const projects = page.getByRole('list', { name: 'Projects' }).getByRole('listitem');
  await expect(projects).toHaveCount(1);
  const attention = page.getByRole('list', { name: 'Needs attention' }).getByRole('link');
  await expect(attention).toHaveCount(1);
  await expect(attention).toContainText('Step “Test” failed with exit code 3');
  await select(page, 'Show', 'Last build passed');
  await expect(page.getByText('No matching projects.')).toBeVisible();
  await expect(attention).toHaveCount(0);
});

test('a cancelled build takes everything along that it started', async ({ slate, visit }) => {
  const project = slate.project('cancelled');
  project.gate('never');
  const page = await visit('Ada', `${slate.url}/projects/cancelled`);
  await button(page, 'Build').click();
  await expect(line(page, 'Build log', 'waiting')).toBeVisible();
  await expect.poll(() => project.childPids().map(processIsGone)).toEqual([false, false]);
  const pids = project.childPids();

  await button(page, 'Cancel build').click();
  await expect(buildStatus(page)).toHaveText('Cancelled');
  await expect(page.getByText('cancelled by Ada')).toBeVisible();
  await expect(buildSteps(page).nth(0)).toHaveText(/Cancelled.*Wait/);
  await expect(buildSteps(page).nth(1)).toHaveText(/Skipped.*Package/);
  await expect.poll(() => pids.map(processIsGone)).toEqual([true, true]);
  await expect(button(page, 'Build')).toBeVisible();
});

test('a page opened in the middle of a build has it from its first line to its end', async ({
  slate,
  visit,
}) => {
  const gate = slate.project('middle').gate('tests');
  const first = await visit('Ada', `${slate.url}/projects/middle`);
  await button(first, 'Build').click();
  await expect(line(first, 'Build log', 'line 500')).toBeVisible();

  const second = await visit('Grace', `${slate.url}/projects/middle/builds`);
  await expect(buildStatus(second)).toHaveText('Running');
  await expect(progressBar(second)).toHaveAttribute('aria-valuenow', /^[1-9]\d?$/);
  await expect(line(second, 'Build log', 'line 500')).toBeInViewport();
  await log(second, 'Build log').press('Home');
  await expect(line(second, 'Build log', 'the very first line')).toBeInViewport();
  gate.open();

  for (const page of [first, second]) {
    await expect(buildStatus(page)).toHaveText('Completed');
    await expect(progressBar(page)).toHaveAttribute('aria-valuenow', '100');
  }
  const lines = await savedLog(first);
  expect(lines[0]).toBe('the very first line');
  expect(lines).toHaveLength(501);
  expect(await savedLog(second)).toEqual(lines);
});

test('a build that its publisher never ends blocks nothing', async ({
  slate,
  visit,
  publisher,
}) => {
  const gate = slate.project('foreign').gate('foreign');
  const page = await visit('Ada', `${slate.url}/projects/foreign`);
  await publisher.publish('slate.build.started.foreign', {
    type: 'started',
    projectId: 'foreign',
    timestamp: Date.now(),
    data: { buildId: `ci-${Date.now()}`, startedBy: 'CI' },
  });
  await expect(page.getByText('by CI')).toBeVisible();
  await button(page, 'Cancel build').click();
  await expect(page.getByRole('alert')).toBeVisible();

  await button(page, 'Build').click();
  await expect(page.getByText('by Ada')).toBeVisible();
  await expect(line(page, 'Build log', 'compiled')).toBeVisible();
  gate.open();
  await expect(buildStatus(page)).toHaveText('Completed');
});

test('a build whose publisher fell silent is lost on every page, and at once after a reload', async ({
  slate,
  visit,
  publisher,
}) => {
  const projectId = `silent-${Date.now().toString(36)}`;
  const tell = (type: string, timestamp: number, data: object) =>
    publisher.publish(`slate.build.${type}.${projectId}`, {
      ...{ type, projectId, timestamp },
      data: { buildId: 'b1', ...data },
    });
  const begun = Date.now();
  // A promise that is broken before anybody can look.
  await tell('started', begun, { heartbeatMs: 1 });
  const page = await visit('Ada', slate.url);
  const row = page
    .getByRole('list', { name: 'Projects' })
    .getByRole('listitem')
    .filter({ hasText: projectId });
  await expect(row).toContainText('Lost');
  await row.getByRole('link', { name: projectId, exact: true }).click();
  await page.addInitScript(recordBuildStatus);
  for (const path of [`/projects/${projectId}`, `/projects/${projectId}/builds/b1`]) {
    await page.goto(`${slate.url}${path}`);
    await expect(buildStatus(page)).toHaveText('Lost');
    await expect(page).toHaveTitle(/^Lost · /);
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
    expect(new Set(seen)).toEqual(new Set(['Lost']));
  }

  // What its publisher says of its duration counts everywhere, whatever its events lie apart.
  await tell('completed', begun + 7_900, { durationMs: 6_800 });
  await expect(buildStatus(page)).toHaveText('Completed');
  await expect(page.getByText('6.8s', { exact: true }).first()).toBeVisible();
  await page.goto(slate.url);
  await expect(row).toContainText('6.8s');
});

/** In the page: keeps every text that the build's status has from the beginning on. */
function recordBuildStatus(): void {
  const seen: string[] = [];
  Object.assign(globalThis, { seen });
  new MutationObserver(() => {
    const status = document.querySelector('[role="status"][aria-label="Build status"]');
    if (status?.textContent) seen.push(status.textContent);
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

import type { Page } from '@playwright/test';
import { buildStatus, buildSteps, button, line, log } from './support/page.ts';
import type { Publisher } from './support/publisher.ts';
import { expect, test } from './support/slate.ts';

const name = 'Build log';
const LINES = 200;
const startedAt = Date.UTC(2026, 0, 1);

/**
 * A build of three steps with 200 lines each; the last one fails.
 * @param broken which of that step's lines is an error; 0 is none
 */
async function publishBuild(
  publisher: Publisher,
  projectId: string,
  buildId: string,
  broken = 120,
) {
  const tell = (action: string, at: number, data: object) =>
    publisher.send(`slate.build.${action}.${projectId}`, {
      type: action,
      projectId,
      timestamp: startedAt + at,
      data: { buildId, ...data },
    });
  const names = ['install', 'compile', 'test'];
  const steps = (done: number) =>
    names.map((name, i) => ({
      name,
      status:
        i < done ? (name === 'test' ? 'failed' : 'passed') : i === done ? 'running' : 'pending',
      ...(i <= done ? { startedAt: startedAt + i * 1_000 } : {}),
      ...(i < done ? { durationMs: 1_000 } : {}),
    }));
  tell('started', 0, { steps: steps(0) });
  for (const [i, step] of names.entries()) {
    tell('progress', i * 1_000, { percent: i * 30, steps: steps(i) });
    for (let n = 1; n <= LINES; n++) {
      const fails = step === 'test' && n === broken;
      const message = `${step} ${n}${fails ? ' is broken' : ''}`;
      tell('log', i * 1_000 + n, { step, message, level: fails ? 'error' : 'info' });
    }
    await publisher.flush();
  }
  tell('failed', 3_000, { message: 'test failed', step: 'test', steps: steps(3) });
  await publisher.flush();
}

/** Where the ring around the focused log is covered by what is in it: pixels along its edges. */
async function gapsInRing(page: Page): Promise<string[]> {
  const box = await log(page, name).boundingBox();
  if (box === null) throw new Error('no log');
  const picture = (await page.screenshot({ clip: box })).toString('base64');
  return page.evaluate(async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const { width, height } = image;
    const context = Object.assign(document.createElement('canvas'), { width, height }).getContext(
      '2d',
    );
    if (context === null) throw new Error('no canvas');
    const { outlineColor } = getComputedStyle(document.activeElement ?? document.body);
    context.fillStyle = outlineColor;
    context.fillRect(0, 0, 1, 1);
    const at = (x: number, y: number) => String(context.getImageData(x, y, 1, 1).data);
    const ring = at(0, 0);
    context.drawImage(image, 0, 0);
    const gaps: string[] = [];
    // Its corners are round.
    for (let y = 16; y < height - 16; y++) {
      for (const x of [1, width - 2]) if (at(x, y) !== ring) gaps.push(`${x}, ${y}: ${at(x, y)}`);
    }
    for (let x = 16; x < width - 16; x++) {
      for (const y of [1, height - 2]) if (at(x, y) !== ring) gaps.push(`${x}, ${y}: ${at(x, y)}`);
    }
    return gaps.slice(0, 5);
  }, picture);
}

/** What of the search field is outside of the ring around it. */
const cutByRing = (page: Page) =>
  page.getByRole('searchbox', { name: 'Search the log' }).evaluate((field) => {
    const hasRing = (element: Element) => {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
      const isSeen = outlineColor !== 'rgba(0, 0, 0, 0)';
      return isSeen && outlineStyle !== 'none' && outlineWidth !== '0px';
    };
    let ringed: Element | null = field;
    while (ringed !== null && !hasRing(ringed)) ringed = ringed.parentElement;
    if (ringed === null) return ['no ring'];
    const ring = ringed.getBoundingClientRect();
    return [...(field.parentElement?.children ?? [])]
      .filter((part) => {
        const box = part.getBoundingClientRect();
        return box.left < ring.left || box.right > ring.right;
      })
      .map((part) => part.outerHTML);
  });

test('a failed build opens on its first error, with the steps folded that went well', async ({
  slate,
  publisher,
  visit,
}) => {
  await publishBuild(publisher, 'folded', 'b1');
  await publishBuild(publisher, 'folded', 'silent', 0);
  const page = await visit('Ada', `${slate.url}/projects/folded/builds/b1`);
  const head = (step: string) =>
    log(page, name).getByRole('button', { name: new RegExp(`^${step}`) });
  await expect(line(page, name, 'test 120 is broken')).toBeInViewport();
  await expect(button(page, 'Follow')).toHaveAttribute('aria-pressed', 'false');
  // The mark of an error stands beside its text, in line with the others.
  const left = async (text: string) => (await line(page, name, text).boundingBox())?.x;
  expect(await left('test 120 is broken')).toBe(await left('test 119'));

  await page.keyboard.press('g');
  await expect(head('install')).toHaveAccessibleName('install Passed · 1.0s');
  await expect(head('install')).toHaveAttribute('aria-expanded', 'false');
  await expect(head('compile')).toHaveAttribute('aria-expanded', 'false');
  await expect(head('test')).toHaveAttribute('aria-expanded', 'true');
  await expect(head('test')).toHaveAccessibleName('test Failed · 1.0s');
  // Lines keep the numbers that they have in the whole log.
  await expect(line(page, name, 'test 1').locator('..')).toHaveAttribute('data-n', '401');

  await log(page, name).focus();
  expect(await gapsInRing(page)).toEqual([]);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search the log' })).toBeFocused();
  expect(await cutByRing(page)).toEqual([]);

  // By keyboard: the head stays where it is and keeps the focus.
  await head('compile').focus();
  const before = await head('compile').boundingBox();
  await page.keyboard.press('Enter');
  await expect(line(page, name, 'compile 1')).toBeInViewport();
  await expect(line(page, name, 'test 1')).not.toBeInViewport();
  await expect(head('compile')).toBeFocused();
  expect(await head('compile').boundingBox()).toEqual(before);
  await page.keyboard.press('Enter');
  await expect(line(page, name, 'test 1')).toBeInViewport();
  await expect(head('compile')).toBeFocused();

  await log(page, name).focus();
  await page.keyboard.press('G');
  await expect(line(page, name, 'test 200')).toBeInViewport();
  await page.keyboard.press('PageUp');
  await expect(line(page, name, 'test 180')).toBeInViewport();
  await page.keyboard.press('z');
  await expect(head('test')).toHaveAttribute('aria-expanded', 'false');
  await expect(log(page, name).locator('[data-n]')).toHaveCount(0);
  await button(page, 'Collapse or expand all steps').click();
  await expect(log(page, name).locator('[data-n]').first()).toBeVisible();
  await page.keyboard.press('G');
  await expect(line(page, name, 'test 200')).toBeInViewport();

  // The next build is opened like the first, though the page is the same.
  await page.getByRole('tab', { name: 'All builds 2' }).click();
  const builds = page.getByRole('list', { name: 'Builds' }).getByRole('listitem');
  await builds.filter({ hasText: 'silent' }).click();
  await expect(page).toHaveURL(/\/silent$/);
  await expect(buildStatus(page)).toHaveText('Failed');
  // None of its lines is an error: it is the step that failed which begins here.
  await expect(line(page, name, 'test 1')).toBeInViewport();
  await expect(head('test')).toBeInViewport();
  await expect(head('test')).toHaveAttribute('aria-expanded', 'true');
  await page.goBack();
  await expect(page).toHaveURL(/\/b1\?tab=builds$/);
  await expect(line(page, name, 'test 120 is broken')).toBeInViewport();
});

test('folded lines are found and linked to like any other', async ({ slate, publisher, visit }) => {
  await publishBuild(publisher, 'unfolded', 'b1');
  const page = await visit('Ada', `${slate.url}/projects/unfolded/builds/b1`);
  await expect(line(page, name, 'test 120 is broken')).toBeInViewport();
  await page.keyboard.press('/');
  await page.keyboard.type('install 42');
  await page.keyboard.press('Enter');
  await expect(line(page, name, 'install 42')).toBeInViewport();
  await log(page, name)
    .locator('[data-n]')
    .filter({ hasText: /^install 42$/ })
    .click({ position: { x: 10, y: 10 } });
  await expect(page).toHaveURL(/line=\d+/);
  await page.reload();
  await expect(line(page, name, 'install 42')).toBeInViewport();

  // The waterfall leads to what a step printed.
  await page
    .getByRole('list', { name: 'Build steps' })
    .getByRole('button', { name: 'compile' })
    .click();
  await expect(line(page, name, 'compile 1')).toBeInViewport();
});

test('beside many steps the log has room, and the step that matters is in view', async ({
  slate,
  publisher,
  visit,
}) => {
  const STEPS = 30;
  const tell = (action: string, data: object) =>
    publisher.send(`slate.build.${action}.crowded`, {
      type: action,
      projectId: 'crowded',
      timestamp: Date.now(),
      data: { buildId: 'b1', ...data },
    });
  const begun = Date.now() - 60_000;
  const stepsAt = (at: number, status: 'running' | 'failed') =>
    Array.from({ length: STEPS }, (_, i) => ({
      name: `step ${i + 1}`,
      status: i < at ? 'passed' : i === at ? status : 'pending',
      ...(i <= at && { startedAt: begun + i * 1_000 }),
      ...(i < at && { durationMs: 1_000 }),
    }));
  const progress = (at: number) => tell('progress', { percent: at, steps: stepsAt(at, 'running') });
  tell('started', { steps: stepsAt(0, 'running') });
  for (let n = 1; n <= 100; n++) tell('log', { message: `line ${n}`, step: 'step 1' });
  progress(24);
  await publisher.flush();

  const page = await visit('Ada', `${slate.url}/projects/crowded/builds/b1`);
  const step = (n: number) =>
    buildSteps(page).filter({ has: page.getByTitle(`step ${n}`, { exact: true }) });
  const pageTop = () => page.getByRole('main').evaluate(({ scrollTop }) => scrollTop);
  for (const viewport of [
    { width: 1280, height: 720 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(viewport);
    await page.reload();
    await expect(line(page, name, 'line 100')).toBeInViewport({ ratio: 1 });
    await expect(step(25)).toBeInViewport({ ratio: 1 });
    // A dozen lines.
    await expect
      .poll(() => log(page, name).evaluate(({ clientHeight }) => clientHeight))
      .toBeGreaterThan(240);
    expect(await pageTop()).toBe(0);
  }

  // It follows the build …
  progress(28);
  await expect(step(29)).toBeInViewport({ ratio: 1 });
  // … until its reader looks elsewhere.
  await step(29).hover();
  await page.mouse.wheel(0, -2_000);
  await expect(step(1)).toBeInViewport();
  progress(29);
  await expect(step(30)).toContainText('Running');
  await expect(step(1)).toBeInViewport();

  tell('failed', { message: 'it broke', step: 'step 12', steps: stepsAt(11, 'failed') });
  await expect(buildStatus(page)).toHaveText('Failed');
  await page.reload();
  await expect(step(12)).toBeInViewport({ ratio: 1 });
  await expect(log(page, name)).toBeInViewport({ ratio: 1 });
  expect(await pageTop()).toBe(0);

  // Nor do the charts of a process take it.
  await page.goto(`${slate.url}/runtimes/crowded`);
  const about = (type: string, data: object) =>
    publisher.send(`slate.runtime.${type}.crowded`, {
      type,
      sessionId: 'crowded',
      timestamp: Date.now(),
      data: { projectId: 'crowded', ...data },
    });
  about('started', { command: 'node a-command-with-a-long-name.js --and --several --options' });
  for (let n = 1; n <= 100; n++) about('log', { message: `line ${n}` });
  // Nothing keeps figures for a page that comes later.
  await expect(async () => {
    about('status', { state: 'running', cpuPercent: 12, memoryBytes: 12_000_000 });
    await expect(page.getByText('Memory', { exact: true })).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(line(page, 'Runtime log', 'line 100')).toBeInViewport({ ratio: 1 });
  await expect
    .poll(() => log(page, 'Runtime log').evaluate(({ clientHeight }) => clientHeight))
    .toBeGreaterThan(240);
  expect(await pageTop()).toBe(0);
});

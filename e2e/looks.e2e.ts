import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import {
  boxOf,
  buildStatus,
  buildSteps,
  button,
  connection,
  join,
  log,
  newestLine,
  people,
  runtimeStatus,
} from './support/page.ts';
import { expect, test } from './support/slate.ts';

const theme = (page: Page) => page.locator('html');

test('axe finds nothing to complain about, in either theme', async ({ slate, browse, visit }) => {
  test.slow();
  const stranger = await (await browse()).newPage();
  await stranger.goto(slate.url);
  await expect(button(stranger, 'Join')).toBeVisible();
  await button(stranger, 'Join').click();
  await expectAccessible(stranger, 'join');

  const url = `${slate.url}/projects/looks`;
  const page = await visit('Ada', url);
  await visit('Grace', url);
  await expect(people(page)).toHaveCount(2);
  await button(page, 'Build').click();
  await expect(buildStatus(page)).toHaveText('Failed');
  await button(page, 'Run').click();
  await expect(runtimeStatus(page)).toHaveText('Running');
  await expect(newestLine(page, 'Runtime log')).toBeVisible();
  await expectAccessible(page, 'project');
  await expectWholeFocusRings(page, 'project');

  await page.getByRole('link', { name: 'Open log', exact: true }).click();
  await expect(newestLine(page, 'Runtime log')).toBeVisible();
  await expectAccessible(page, 'runtime');
  await button(page, 'Stop').click();
  await expect(runtimeStatus(page)).toHaveText('Stopped');
  await expectAccessible(page, 'stopped runtime');
  await page.goto(`${page.url()}?with=another-session`);
  await expect(log(page, 'Runtime log')).toHaveCount(2);
  await expectAccessible(page, 'two sessions side by side');
  await expectWholeFocusRings(page, 'two sessions side by side');

  await page.goto(`${url}/builds`);
  await expect(buildStatus(page)).toHaveText('Failed');
  await expect(log(page, 'Build log').getByRole('button', { name: /Passed/ })).toBeVisible();
  await expectAccessible(page, 'build');
  await expectWholeFocusRings(page, 'build');
  for (const name of [/^Compare/, /^Artifacts/, /^All builds/]) {
    await page.getByRole('tab', { name }).click();
    await expectAccessible(page, `build, ${name.source}`);
  }
  await log(page, 'Build log').focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page, 'keys of the log');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('compiled');
  await expect(page.getByRole('status', { name: 'Matches' })).toContainText(/\d/);
  await expectAccessible(page, 'search');

  await page.goto(slate.url);
  await expect(page.getByRole('list', { name: 'Projects' })).toBeVisible();
  await expectAccessible(page, 'projects');
  await expectWholeFocusRings(page, 'projects');
  await button(page, 'New project').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page, 'new project');

  await page.goto(`${slate.url}/projects/a%20b`);
  await expect(page.getByText('isn’t a valid project ID')).toBeVisible();
  await expectAccessible(page, 'impossible project');

  await page.goto(`${slate.url}/nowhere`);
  await expect(page.getByText('Page not found')).toBeVisible();
  await expectAccessible(page, 'no such page');
});
/** A ring that a scroller or a hidden overflow cuts off is hard to see, or looks broken. */
async function expectWholeFocusRings(page: Page, where: string): Promise<void> {
  const cut = await page.evaluate(() => {
    const whole = (element: HTMLElement): boolean => {
      const { outlineWidth, outlineOffset } = getComputedStyle(element);
      const ring = Number.parseFloat(outlineWidth) + Number.parseFloat(outlineOffset);
      const box = element.getBoundingClientRect();
      for (let at = element.parentElement; at; at = at.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(at);
        if (overflowX === 'visible' && overflowY === 'visible') continue;
        const edge = at.getBoundingClientRect();
        const [left, top] = [edge.left + at.clientLeft, edge.top + at.clientTop];
        const outside = [
          left - (box.left - ring),
          top - (box.top - ring),
          box.right + ring - (left + at.clientWidth),
          box.bottom + ring - (top + at.clientHeight),
        ];
        return outside.every((pixels) => pixels < 0.6);
      }
      return true;
    };
    const focusable = document.querySelectorAll<HTMLElement>(
      'a[href], button, input, [tabindex="0"]',
    );
    return [...focusable].flatMap((element) => {
      element.focus({ focusVisible: true });
      if (document.activeElement !== element) return [];
      element.scrollIntoView({ block: 'center' });
      return whole(element) ? [] : [element.outerHTML.slice(0, 200)];
    });
  });
  expect.soft(cut, `focus rings, ${where}`).toEqual([]);
}

test('a name is asked for once', async ({ slate, browse }) => {
  const page = await (await browse()).newPage();
  await page.goto(slate.url);
  await join(page, 'Ada');
  await page.reload();
  await expect(connection(page)).toHaveText(/^Live/);
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeHidden();
  const other = await page.context().newPage();
  await other.goto(`${slate.url}/projects/story`);
  await expect(people(other).first()).toHaveAccessibleName('Ada');
});

test('a chosen theme is there before the page is, and stays', async ({ slate, visit }) => {
  const page = await visit('Ada', slate.url, { colorScheme: 'light' });
  await expect(theme(page)).toHaveAttribute('data-theme', 'light');
  await button(page, 'Theme: System').click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect(theme(page)).toHaveAttribute('data-theme', 'dark');

  await page.addInitScript(() => {
    const themes: (string | undefined)[] = [];
    Object.assign(globalThis, { themes });
    new MutationObserver(() => themes.push(document.documentElement.dataset.theme)).observe(
      document,
      { subtree: true, attributeFilter: ['data-theme'] },
    );
  });
  let letAppIn = () => {};
  const appMayLoad = new Promise<void>((done) => (letAppIn = done));
  await page.route('**/assets/*.js', async (route) => {
    await appMayLoad;
    await route.continue();
  });
  await page.reload({ waitUntil: 'commit' });
  await expect(theme(page)).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('#root')).toBeEmpty();
  letAppIn();
  await expect(connection(page)).toHaveText(/^Live/);
  await expect(button(page, 'Theme: Dark')).toBeVisible();
  const themes = await page.evaluate(() => (globalThis as unknown as { themes: string[] }).themes);
  expect(new Set(themes)).toEqual(new Set(['dark']));
});

test('390 pixels are enough', async ({ slate, visit }) => {
  const viewport = { width: 390, height: 844 };
  const page = await visit('Ada', `${slate.url}/projects/looks`, { viewport });
  for (const path of ['', '/projects/looks', '/projects/looks/builds', '/runtimes/none']) {
    await page.goto(`${slate.url}${path}`);
    await expect(connection(page)).toHaveText(/^Live/);
    const over = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await expect.poll(over, path).toBeLessThanOrEqual(0);
    await expect(connection(page)).toBeInViewport();
  }
});

test('bars get the room beside thirty steps, at every width', async ({
  slate,
  visit,
  publisher,
}) => {
  const projectId = 'crowded';
  const publish = (type: string, data: object) =>
    publisher.publish(`slate.build.${type}.${projectId}`, {
      type,
      projectId,
      timestamp: Date.now(),
      data: { buildId: 'b1', ...data },
    });
  await publish('started', {
    startedBy: 'The nightly run of a team with a long name',
    agent: { id: 'a1', name: 'a-host-whose-name-is-long.example.com' },
    steps: Array.from({ length: 30 }, (_, i) => ({
      name: i % 2 === 0 ? `Step ${i}` : `Step ${i}, whose name says at length what it does`,
      ...(i < 20 ? { status: 'passed', startedAt: i * 1_000, durationMs: 1_000 } : {}),
      expectedMs: 1_000,
    })),
  });
  const page = await visit('Ada', `${slate.url}/projects/${projectId}`);
  await expect(buildSteps(page)).toHaveCount(30);
  const row = buildSteps(page).nth(1).locator('[data-status]');
  for (const width of [390, 640, 768, 1024, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const { share, overlaps } = await row.evaluate((element) => {
      const cells = [...element.children].map((cell) => cell.getBoundingClientRect());
      const shown = cells.filter((cell) => cell.width > 0);
      const bars = element.querySelector('[class*=track]')?.clientWidth ?? 0;
      return {
        share: bars / element.clientWidth,
        overlaps: shown.filter((cell, i) => cell.right > (shown[i + 1]?.left ?? innerWidth)).length,
      };
    });
    expect(overlaps, `cells over one another at ${width} px`).toBe(0);
    const windowScrolls = () =>
      page.evaluate(() => document.documentElement.scrollHeight > innerHeight);
    // Of a build that runs, the facts keep to their panel.
    const inPanel = await page
      .getByRole('region', { name: 'Build', exact: true })
      .evaluate((panel) => {
        const edge = panel.getBoundingClientRect().right;
        const facts = panel.querySelectorAll('[class*=facts] > *');
        return [...facts].every((fact) => fact.getBoundingClientRect().right <= edge);
      });
    expect(inPanel, `facts in their panel at ${width} px`).toBe(true);
    expect(await windowScrolls(), `the window scrolls at ${width} px`).toBe(false);
    if (width === 390) expect(share).toBe(0);
    else expect(share, `share of the bars at ${width} px`).toBeGreaterThan(0.38);
  }
});

test('the page is there before the code that connects it', async ({ slate, visit }) => {
  const page = await visit('Ada', slate.url);
  let arrives = () => {};
  const arrival = new Promise<void>((resolve) => (arrives = resolve));
  await page.route(/\/nats-ws-[^/]*\.js$/, async (route) => {
    await arrival;
    await route.continue();
  });
  await page.reload();
  await expect(connection(page)).toHaveText(/^Connecting/);
  await expect(page.getByRole('heading', { level: 1, name: 'Projects' })).toBeVisible();
  arrives();
  await expect(connection(page)).toHaveText(/^Live/);

  let logArrives = () => {};
  const logArrival = new Promise<void>((resolve) => (logArrives = resolve));
  await page.route(/\/LogView-[^/]*\.js$/, async (route) => {
    await logArrival;
    await route.continue();
  });
  await page.goto(`${slate.url}/projects/looks`);
  const panel = page.getByRole('region', { name: 'Build', exact: true });
  const bar = await boxOf(panel.getByRole('progressbar'));
  // Lines in grey hold the log’s place, and no other.
  const grey = await boxOf(page.locator('[class*=skeleton]').first());
  expect(grey.y).toBeGreaterThan(bar.y + bar.height);
  expect(grey.x).toBeGreaterThan(bar.x);
  logArrives();
  await expect(log(page, 'Build log')).toBeVisible();
});

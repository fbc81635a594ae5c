import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { button, connection, line, log, newestLine, runtimeStatus } from './support/page.ts';
import { expect, test } from './support/slate.ts';

const connectionFailed = /WebSocket connection to .* failed/;
/** What closes under the page still has a ping under way. */
const closedMeanwhile = /WebSocket is already in CLOSING or CLOSED state/;

const chart = (page: Page, name: 'CPU' | 'Memory') => page.getByRole('figure', { name });
const pane = (page: Page, sessionId: string) => page.getByRole('region', { name: sessionId });
const rows = (page: Page, list: string) =>
  page.getByRole('list', { name: list, exact: true }).getByRole('listitem');
/** A session's row; within its project, ids go without the project's name. */
const row = (page: Page, list: string, sessionId: string) =>
  rows(page, list).filter({ hasText: sessionId.split('-').pop() ?? sessionId });
const idOf = (page: Page) => new URL(page.url()).pathname.split('/').pop() ?? '';

/** Starts a project's process and goes to its log. */
async function run(page: Page, project: string, url: string): Promise<string> {
  await page.goto(`${url}/projects/${project}`);
  await button(page, 'Run').click();
  await expect(runtimeStatus(page)).toHaveText('Running');
  await page.getByRole('link', { name: 'Open log', exact: true }).click();
  await expect(page).toHaveURL(/\/runtimes\/[A-Za-z0-9_-]+$/);
  return idOf(page);
}

/** Whether a drawing has anything in this part of its width, 0 to 1, that is neither grid nor axis. */
async function isDrawn(figure: Locator, from: number, to: number): Promise<boolean> {
  return figure.locator('canvas').evaluate(
    (canvas: HTMLCanvasElement, part) => {
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      const over = figureArea(canvas);
      const left = Math.round(over.left + over.width * part.from);
      const width = Math.max(1, Math.round(over.width * (part.to - part.from)));
      const { data } = context.getImageData(left, over.top, width, over.height);
      for (let i = 0; i < data.length; i += 4) {
        const [r = 0, g = 0, b = 0, alpha = 0] = data.slice(i, i + 4);
        // The line and its area are blue; the grid is grey.
        if (alpha > 0 && Math.max(r, g, b) - Math.min(r, g, b) > 60) return true;
      }
      return false;

      function figureArea(element: HTMLCanvasElement) {
        const plot = element.parentElement?.querySelector('.u-over');
        if (!plot) throw new Error('no plot');
        const [inner, outer] = [plot.getBoundingClientRect(), element.getBoundingClientRect()];
        const ratio = element.width / outer.width;
        return {
          left: (inner.left - outer.left) * ratio,
          top: Math.round((inner.top - outer.top) * ratio),
          width: inner.width * ratio,
          height: Math.round(inner.height * ratio),
        };
      }
    },
    { from, to },
  );
}

test('a session is restarted: a new one takes its place and says so to all', async ({
  slate,
  visit,
}) => {
  const page = await visit('Ada', slate.url);
  const first = await run(page, 'sessions', slate.url);
  const other = await visit('Grace', page.url());
  await expect(newestLine(other, 'Runtime log')).toBeVisible();

  await button(page, 'Restart').click();
  await expect.poll(() => idOf(page)).not.toBe(first);
  const second = idOf(page);
  await expect(runtimeStatus(page)).toHaveText('Running');
  await expect(page.getByText(`restart of ${first}`)).toBeVisible();
  await expect(newestLine(page, 'Runtime log')).toBeVisible();

  await expect(runtimeStatus(other)).toHaveText('Stopped');
  await other.getByRole('link', { name: second }).first().click();
  await expect(runtimeStatus(other)).toHaveText('Running');

  const list = 'Sessions of sessions';
  await expect(rows(page, list).first()).toContainText(/Running.*up \d/);
  await expect(row(page, list, second)).toContainText('Running');
  const ended = row(page, list, first);
  await expect(ended).toContainText(/Stopped.*(SIGTERM|exit \d).*ran/);
  await expect(ended).toContainText('Ada');
  await ended.getByRole('link').click();
  await expect(runtimeStatus(page)).toHaveText('Stopped');
  await expect(page.getByText(`restarted as ${second}`)).toBeVisible();

  await page.goto(`${slate.url}/projects/sessions`);
  await expect(rows(page, 'Sessions').first()).toContainText('Running');
  await expect(row(page, 'Sessions', first)).toContainText('Stopped');
  await button(page, 'Stop').click();
  await expect(runtimeStatus(page)).toHaveText('Stopped');
  await expect(button(page, 'Run')).toBeVisible();
});

test('a process that crashed keeps its exit code and its last figures', async ({
  slate,
  visit,
}) => {
  const crash = slate.project('crashing').gate('crash');
  const page = await visit('Ada', slate.url);
  await run(page, 'crashing', slate.url);
  const color = (text: string) =>
    line(page, 'Runtime log', text).evaluate((element) => getComputedStyle(element).color);
  // It goes on until it is reset, over the end of its line.
  expect(await color('Error: no such table')).toBe(await color('working 99 %'));
  expect(await color('ending')).not.toBe(await color('working 99 %'));
  await expect(line(page, 'Runtime log', 'What to do')).toHaveAttribute(
    'href',
    'https://docs.example/tables',
  );
  await expect(chart(page, 'Memory')).toContainText(/Memory\d[\d.]* [kMG]?B/);
  crash.open();
  await expect(runtimeStatus(page)).toHaveText('Failed');
  await expect(page.getByText('exit code 3')).toBeVisible();
  await expect(chart(page, 'Memory')).toContainText(/last \d/);
  await expect(rows(page, 'Sessions of crashing').first()).toContainText(/Failed.*exit 3.*ran/);
  await page.reload();
  await expect(runtimeStatus(page)).toHaveText('Failed');
  await expect(chart(page, 'Memory')).toContainText(/last \d/);
  await expect(chart(page, 'Memory').locator('canvas')).toBeVisible();
});

test('charts draw the figures and say the same in words; what is missing is a gap', async ({
  slate,
  visit,
  publisher,
}) => {
  const begin = Date.now() - 60_000;
  const sessionId = `charted-${begin}`;
  const page = await visit('Ada', `${slate.url}/runtimes/${sessionId}`, { colorScheme: 'light' });
  const tell = (seconds: number, cpuPercent: number) =>
    publisher.publish(`slate.runtime.status.${sessionId}`, {
      type: 'status',
      sessionId,
      timestamp: begin + seconds * 1_000,
      data: { cpuPercent, memoryBytes: 1_048_576 * (10 + cpuPercent), heartbeatMs: 2_000 },
    });
  await expect(page.getByText(`No events from “${sessionId}” yet.`)).toBeVisible();
  for (let second = 0; second <= 20; second += 2) await tell(second, 50);
  await expect(chart(page, 'CPU')).toContainText('CPU50%average 50%, peak 50%');
  await expect(page.getByText(/\d gap/)).toBeHidden();
  for (let second = 40; second <= 60; second += 2) await tell(second, 100);
  await expect(chart(page, 'CPU')).toContainText('CPU100%average 75%, peak 100%');
  await expect(chart(page, 'Memory')).toContainText('Memory110.0 MBaverage 85.0 MB, peak 110.0 MB');
  await expect(page.getByText('1 gap: no figures for 20s.')).toBeVisible();

  // While it runs, its silence moves the time axis on.
  await publisher.publish(`slate.runtime.stopped.${sessionId}`, {
    type: 'stopped',
    sessionId,
    timestamp: begin + 60_000,
    data: { exitCode: 0 },
  });
  await expect(runtimeStatus(page)).toHaveText('Stopped');
  await expect(chart(page, 'CPU')).toContainText('CPUlast 100%average 75%, peak 100%');
  for (const figure of [chart(page, 'CPU'), chart(page, 'Memory')]) {
    await expect.poll(() => isDrawn(figure, 0.05, 0.3)).toBe(true);
    await expect.poll(() => isDrawn(figure, 0.7, 0.95)).toBe(true);
    await expect.poll(() => isDrawn(figure, 0.37, 0.63)).toBe(false);
  }
  await page.getByText('Figures as a table').click();
  const peaks = page.getByRole('table').getByRole('row').nth(1).getByRole('cell');
  await expect(peaks.nth(1)).toHaveText('100%');
  await expect(peaks.nth(3)).toHaveText('110.0 MB');

  const colors = () =>
    chart(page, 'CPU')
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const light = await colors();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect.poll(colors).not.toBe(light);
});

test('after an outage of the page its chart has what the agent remembers', async ({
  slate,
  visit,
  complaints,
}) => {
  complaints.expect(connectionFailed);
  complaints.expect(closedMeanwhile);
  const starter = await visit('Ada', slate.url);
  await run(starter, 'sessions', slate.url);
  const page = await visit('Grace', `${slate.url}/`);
  const sockets = new Set<() => Promise<void>>();
  let cut = false;
  await page.routeWebSocket(/.*/, (socket) => {
    if (cut) return void socket.close();
    const server = socket.connectToServer();
    sockets.add(async () => {
      await server.close();
      await socket.close();
    });
  });
  await page.goto(starter.url());
  await expect(connection(page)).toHaveText(/^Live/);
  await expect(chart(page, 'CPU')).toBeVisible();

  cut = true;
  await Promise.all([...sockets].map((close) => close()));
  await expect(connection(page)).toHaveText(/^Reconnecting/);
  await expect(page.getByText(/No updates for \d+s/)).toBeVisible();
  cut = false;
  await expect(connection(page)).toHaveText(/^Live/);
  await expect(page.getByText(/No updates for/)).toBeHidden();
  await expect(page.getByText(/\d gap/)).toBeHidden();
  const table = (each: Page) => each.getByRole('table').getByRole('row').last().innerText();
  for (const each of [starter, page]) await each.getByText('Figures as a table').click();
  await expect(async () => expect(await table(page)).toBe(await table(starter))).toPass();

  await button(starter, 'Stop').click();
  await expect(runtimeStatus(starter)).toHaveText('Stopped');
});

test('two running sessions side by side, each with its own buttons; the address says which', async ({
  slate,
  visit,
}) => {
  const page = await visit('Ada', slate.url);
  const left = await run(page, 'running', slate.url);
  const right = await run(page, 'beside', slate.url);
  const elsewhere = page.getByRole('list', { name: 'Running elsewhere' });
  await elsewhere.getByRole('button', { name: `Open ${left} beside` }).click();
  await expect(page).toHaveURL(`${slate.url}/runtimes/${right}?with=${left}`);

  for (const id of [left, right]) {
    await expect(pane(page, id).getByRole('status', { name: 'Runtime status' })).toHaveText(
      'Running',
    );
    await expect(
      pane(page, id)
        .getByText(/^line \d+$/)
        .last(),
    ).toBeVisible();
    await expect(pane(page, id).getByRole('figure', { name: 'CPU' })).toBeVisible();
  }
  await pane(page, left).getByRole('button', { name: 'Follow' }).click();
  const follow = (id: string) => pane(page, id).getByRole('button', { name: 'Follow' });
  await expect(follow(left)).toHaveAttribute('aria-pressed', 'false');
  await expect(follow(right)).toHaveAttribute('aria-pressed', 'true');
  const search = (id: string) => pane(page, id).getByRole('searchbox', { name: 'Search the log' });
  await search(left).fill('line 1');
  await expect(page).toHaveURL(`${slate.url}/runtimes/${right}?with=${left}&${left}.q=line+1`);

  await page.reload();
  await expect(search(left)).toHaveValue('line 1');
  await expect(search(right)).toHaveValue('');
  await expect(page.getByRole('log')).toHaveCount(2);
  await expect(page.getByRole('log', { name: `Runtime log of ${left}` })).toBeVisible();
  await expectAccessible(page, 'two running sessions');
  await pane(page, left).getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(pane(page, left).getByRole('status', { name: 'Runtime status' })).toHaveText(
    'Stopped',
  );
  await expect(pane(page, right).getByRole('status', { name: 'Runtime status' })).toHaveText(
    'Running',
  );
  await pane(page, right).getByRole('button', { name: 'Restart', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/runtimes/(?!${right})[\\w-]+\\?with=${left}&`));
  const next = idOf(page);
  await expect(pane(page, next).getByRole('status', { name: 'Runtime status' })).toHaveText(
    'Running',
  );

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(async () => {
    const [upper, lower] = await Promise.all(
      [next, left].map((id) => pane(page, id).boundingBox()),
    );
    expect(lower?.y).toBeGreaterThanOrEqual((upper?.y ?? 0) + (upper?.height ?? 0));
  }).toPass();
  const over = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await expect.poll(over).toBeLessThanOrEqual(0);

  await button(page, `Close ${left}`).click();
  await expect(page).toHaveURL(`${slate.url}/runtimes/${next}`);
  await expect(log(page, 'Runtime log')).toHaveCount(1);
  await button(page, 'Stop').click();
  await expect(runtimeStatus(page)).toHaveText('Stopped');
});

test('unknown ids wait, and invalid ids are refused', async ({ slate, visit }) => {
  const page = await visit(
    'Ada',
    `${slate.url}/runtimes/none-a?with=1e3,a%20b,none-c,none-d,none-e`,
  );
  for (const id of ['none-a', '1e3', 'none-c', 'none-d']) {
    await expect(pane(page, id)).toContainText(`No events from “${id}” yet.`);
  }
  await expect(page.getByText('“a b” isn’t a valid session ID')).toBeVisible();
  await expect(page.getByText('4 logs fit side by side.')).toContainText('none-e');
  await expect(page.getByRole('log')).toHaveCount(4);
});

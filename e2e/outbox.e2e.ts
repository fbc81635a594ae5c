import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { build } from 'vite';
import { repoRoot } from '../scripts/lib/paths.ts';
import { type BareStack, startBare } from './support/bareStack.ts';
import { connectOperator, type Operator } from './support/operator.ts';
import { connection, crash, numberedLines } from './support/page.ts';
import { expect, test as base } from './support/slate.ts';

const connectionFailed = /WebSocket connection to .* failed/;

/** A server whose page is the one in outboxPage/, with the streams that an agent makes. */
const test = base.extend<{ keeper: Operator }, { stack: BareStack }>({
  stack: [
    async ({}, provide) => {
      const dir = mkdtempSync(join(tmpdir(), 'slate outbox-'));
      await build({
        root: join(repoRoot, 'e2e', 'outboxPage'),
        configFile: join(repoRoot, 'vite.config.ts'),
        build: { outDir: dir, emptyOutDir: true },
        logLevel: 'warn',
      });
      const stack = await startBare({ jetstream: true, dir });
      await stack.startAgent('frail');
      await provide(stack);
      await stack.stop();
      rmSync(dir, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  keeper: async ({ stack, keep, complaints }, provide) => {
    complaints.expect(connectionFailed);
    await provide(await keep(connectOperator(stack)));
    stack.link.thaw();
  },
});

/** Opens the page in a tab of a browser. */
async function open(context: BrowserContext, { url, agentPassword }: BareStack): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/#${agentPassword}`);
  return page;
}

async function cut(stack: BareStack, ...pages: readonly Page[]): Promise<void> {
  stack.link.freeze();
  stack.link.reset();
  for (const page of pages) await expect(connection(page)).toHaveText(/^Reconnecting/);
}

const publish = (page: Page, sessionId: string, lines: readonly string[]) =>
  page.evaluate(([id, messages]) => window.publishLines(id, messages), [sessionId, lines] as const);

const outcomes = (page: Page) => page.evaluate(() => window.outcomes);

const queued = (page: Page, count: number) =>
  expect(page.getByText(`${count} queued`, { exact: true })).toBeVisible();

const nothingQueued = (page: Page) => expect(page.getByText(/queued/)).toHaveCount(0);

const isLive = (page: Page) => expect(connection(page)).toHaveText('Live');

const stored = (keeper: Operator, sessionId: string) =>
  keeper.storedLines('SLATE_LOGS', `slate.runtime.log.${sessionId}`);

test('what waits is shown, and survives a reload and the death of its tab', async ({
  stack,
  keeper,
  browse,
}) => {
  const context = await browse();
  const page = await open(context, stack);
  await isLive(page);
  await cut(stack, page);
  const lines = numberedLines(5);
  await publish(page, 'survivor', lines.slice(0, 3));
  await queued(page, 3);

  await page.reload();
  await queued(page, 3);
  await publish(page, 'survivor', lines.slice(3));
  await queued(page, 5);
  expect(await outcomes(page)).toEqual({});

  await crash(page);
  const next = await open(context, stack);
  await queued(next, 5);
  expect(await stored(keeper, 'survivor')).toEqual([]);
  stack.link.thaw();
  await isLive(next);
  await nothingQueued(next);
  expect(await stored(keeper, 'survivor')).toEqual(lines);
});

test('what a tab sent before it died without an ack is stored once', async ({
  stack,
  keeper,
  browse,
}) => {
  const context = await browse();
  const page = await open(context, stack);
  await isLive(page);
  stack.link.muteServer();
  const lines = numberedLines(20);
  await publish(page, 'unheard', lines);
  await queued(page, 20);
  // The others wait for its ack, which is what keeps them in order.
  await expect.poll(() => stored(keeper, 'unheard')).toEqual(['line 1']);
  await crash(page);
  stack.link.thaw();

  const next = await open(context, stack);
  await isLive(next);
  await publish(next, 'unheard', ['line 21']);
  await expect.poll(() => outcomes(next)).toEqual({ 'line 21': 'stored' });
  await nothingQueued(next);
  expect(await stored(keeper, 'unheard')).toEqual(numberedLines(21));
});

test('two tabs share one outbox: nothing is sent twice, and one takes over from the other', async ({
  stack,
  keeper,
  browse,
}) => {
  const context = await browse();
  const first = await open(context, stack);
  await isLive(first);
  const second = await open(context, stack);
  await isLive(second);
  const of = (tab: string, from: number, to: number) =>
    numberedLines(to)
      .slice(from - 1)
      .map((line) => `${tab} ${line}`);
  const storedOf = async (tab: string) =>
    (await stored(keeper, 'shared')).filter((line) => line.startsWith(tab));
  const allStored = (lines: readonly string[]) =>
    Object.fromEntries(lines.map((line) => [line, 'stored']));

  await publish(first, 'shared', of('first', 1, 50));
  await publish(second, 'shared', of('second', 1, 50));
  await expect.poll(() => outcomes(first)).toEqual(allStored(of('first', 1, 50)));
  await expect.poll(() => outcomes(second)).toEqual(allStored(of('second', 1, 50)));

  await cut(stack, first, second);
  await publish(first, 'shared', of('first', 51, 60));
  await publish(second, 'shared', of('second', 51, 60));
  for (const page of [first, second]) await queued(page, 20);
  // It is the one that sends: it came first.
  await crash(first);
  stack.link.thaw();
  await isLive(second);
  await nothingQueued(second);
  await expect.poll(() => outcomes(second)).toEqual(allStored(of('second', 1, 60)));
  expect(await storedOf('first')).toEqual(of('first', 1, 60));
  expect(await storedOf('second')).toEqual(of('second', 1, 60));
});

test('a tab without a connection leaves the sending to one that has one', async ({
  stack,
  keeper,
  browse,
}) => {
  const context = await browse();
  const cutOff = await context.newPage();
  await cutOff.routeWebSocket(/./, (socket) => socket.close());
  await cutOff.goto(`${stack.url}/#${stack.agentPassword}`);
  await publish(cutOff, 'handed-over', ['line 1']);
  await queued(cutOff, 1);
  const live = await open(context, stack);
  await isLive(live);
  await publish(live, 'handed-over', ['line 2']);
  await expect.poll(() => outcomes(cutOff)).toEqual({ 'line 1': 'stored' });
  await expect.poll(() => outcomes(live)).toEqual({ 'line 2': 'stored' });
  expect((await stored(keeper, 'handed-over')).toSorted()).toEqual(numberedLines(2));
});

test('a full disk is shown and refuses; what was promised before is still sent', async ({
  stack,
  keeper,
  browse,
}) => {
  const context = await browse();
  // Before the first write: Chromium remembers for a while how much there was left.
  const devTools = await context.newCDPSession(await context.newPage());
  const { origin } = new URL(stack.url);
  await devTools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 300_000 });
  const page = await open(context, stack);
  await isLive(page);
  await cut(stack, page);
  await publish(page, 'full', ['before']);
  await queued(page, 1);

  // Of noise: newer browsers compress what they store.
  const refused = randomBytes(250_000).toString('hex');
  await publish(page, 'full', [refused]);
  await expect(page.getByRole('alert')).toContainText('Not saved');
  await expect(page.getByRole('alert')).toContainText('storage for this page is full');
  await expect.poll(() => outcomes(page)).toEqual({ [refused]: 'storage' });
  await queued(page, 1);

  // What still fits is taken, and the warning goes.
  await publish(page, 'full', ['after']);
  await queued(page, 2);
  await expect(page.getByRole('alert')).toHaveCount(0);
  stack.link.thaw();
  await isLive(page);
  await expect
    .poll(() => outcomes(page))
    .toEqual({ before: 'stored', [refused]: 'storage', after: 'stored' });
  expect(await stored(keeper, 'full')).toEqual(['before', 'after']);

  // The browser closes the database under the page, which opens another one.
  await devTools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  await publish(page, 'full', ['cleared']);
  await expect.poll(() => outcomes(page)).toMatchObject({ cleared: 'stored' });
});

test('a browser without storage is shown, and the page still goes live', async ({
  stack,
  keeper,
  browse,
}) => {
  const context = await browse();
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('The user denied permission.', 'SecurityError');
    };
  });
  const page = await open(context, stack);
  await isLive(page);
  await expect(page.getByRole('alert')).toContainText('lets this page store nothing');
  await publish(page, 'blocked', ['refused']);
  await expect.poll(() => outcomes(page)).toEqual({ refused: 'storage' });
  await expect(page.getByRole('alert')).toContainText('Not saved');
  expect(await stored(keeper, 'blocked')).toEqual([]);
});

import { test as base, type BrowserContext, type BrowserContextOptions } from '@playwright/test';
import { expect, type Page } from '@playwright/test';
import { type BareStack, startBare } from './bareStack.ts';
import { type Complaints, createComplaints } from './complaints.ts';
import { connection, remember } from './page.ts';
import { connectOperator, type Operator } from './operator.ts';
import { connectPublisher, type Publisher } from './publisher.ts';
import { type FullStack, type Stack, startSlate } from './stack.ts';

export { expect } from '@playwright/test';

export type Browse = (options?: BrowserContextOptions) => Promise<BrowserContext>;
export type Visit = (name: string, url: string, options?: BrowserContextOptions) => Promise<Page>;

type Connection = Publisher | Operator;

interface TestFixtures {
  /** What `npm start` brought up. Shared by the tests of a worker: each has its own project. */
  slate: FullStack;
  /** What browsers complained about; a test fails at its end if it did not expect it. */
  complaints: Complaints;
  /** Opens a browser with a storage of its own. */
  browse: Browse;
  /** Opens a page in a browser of its own that knows the name, and waits until it is live. */
  visit: Visit;
  /** Keeps a stack or a connection until the test ends. */
  keep: <Thing extends Stack | Connection>(thing: Promise<Thing>) => Promise<Thing>;
  publisher: Publisher;
  /**
   * A server to kill and a link to cut, with an agent; live and whole at the beginning of a test.
   * Shared by the tests of a worker.
   */
  frail: BareStack;
  /** Tells the frail one what happens. */
  frailPublisher: Publisher;
  operator: Operator;
}

interface WorkerFixtures {
  sharedSlate: FullStack;
  sharedFrail: BareStack;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  sharedSlate: [
    async ({}, provide) => {
      const stack = await startSlate([
        'story',
        'failing',
        'replayed',
        'cancelled',
        'middle',
        'foreign',
        'running',
        'sessions',
        'beside',
        'crashing',
        'shared',
        'onchange',
        'pair',
        'keyboard',
        'looks',
        'output',
        'queue',
        'nested',
        'artifacts',
        'tab',
        'notices',
        'impatient',
        'stubborn',
      ]);
      await provide(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  sharedFrail: [
    async ({}, provide) => {
      const stack = await startBare({ jetstream: true });
      await stack.startAgent('frail');
      await provide(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  slate: async ({ sharedSlate }, provide, testInfo) => {
    await provide(sharedSlate);
    if (testInfo.status === testInfo.expectedStatus) return;
    await testInfo.attach('npm start', { body: sharedSlate.output.join('\n') });
  },
  complaints: async ({}, provide) => {
    const complaints = createComplaints();
    await provide(complaints);
    expect(complaints.unexpected()).toEqual([]);
  },
  browse: async ({ browser, complaints }, provide) => {
    const contexts: BrowserContext[] = [];
    await provide(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      complaints.watch(context);
      return context;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
  visit: async ({ browse }, provide) => {
    await provide(async (name, url, options) => {
      const context = await browse(options);
      await remember(context, name, url);
      const page = await context.newPage();
      await page.goto(url);
      await expect(connection(page)).toHaveText(/^Live/);
      return page;
    });
  },
  keep: async ({}, provide, testInfo) => {
    const kept: (Stack | Connection)[] = [];
    await provide(async (starting) => {
      const thing = await starting;
      kept.unshift(thing);
      return thing;
    });
    for (const thing of kept) {
      if ('close' in thing) await thing.close();
      else await thing.stop();
      if (!('output' in thing) || testInfo.status === testInfo.expectedStatus) continue;
      await testInfo.attach('stack', { body: thing.output.join('\n') });
    }
  },
  publisher: async ({ slate, keep }, provide) => {
    await provide(await keep(connectPublisher(slate)));
  },
  frail: async ({ sharedFrail }, provide, testInfo) => {
    await provide(sharedFrail);
    if (testInfo.status === testInfo.expectedStatus) return;
    await testInfo.attach('stack', { body: sharedFrail.output.join('\n') });
  },
  frailPublisher: async ({ frail, keep }, provide) => {
    await provide(await keep(connectPublisher(frail)));
  },
  operator: async ({ frail, keep }, provide) => {
    await provide(await keep(connectOperator(frail)));
  },
});

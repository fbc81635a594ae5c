import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { savedLog } from '../../e2e/support/page.ts';
import type { ProbeReport } from '../pages/probe.ts';
import { type HotSpot, hotSpots, startProfile, stopProfile } from './profile.ts';
import { type Candidate, isSlate, pageOf } from './candidates.ts';
import type { PageSite } from './pages.ts';
import type { LogTarget } from './publisher.ts';

/** A limit for hangs: on a slow machine a burst takes many seconds. */
const LIMIT_MS = 120_000;

export interface OpenOptions {
  readonly site: PageSite;
  readonly natsUrl: string;
  readonly candidate: Candidate;
  readonly target: LogTarget;
  /** Slate's own address to begin with. */
  readonly path?: string;
  /** When the page counts as opened; 'networkidle' if left out. */
  readonly waitUntil?: 'commit' | 'networkidle';
}

/** A page in a browser profile of its own, with a probe in it. */
export interface BenchPage {
  readonly page: Page;
  /** Tells the page to open the log. @returns the wall clock when it began */
  open(): Promise<number>;
  begin(lastLine: number): Promise<void>;
  untilShown(line: number): Promise<void>;
  untilDone(): Promise<void>;
  report(): Promise<ProbeReport>;
  newest(): Promise<number>;
  /** Texts of the lines that the page holds; null where it keeps none. */
  held(): Promise<readonly string[] | null>;
  /** Megabytes that JavaScript still uses after the garbage was collected. */
  heapMb(): Promise<number>;
  /** Seconds of a processor that the main thread has taken so far. */
  busySeconds(): Promise<number>;
  startProfile(): Promise<void>;
  stopProfile(): Promise<readonly HotSpot[]>;
  close(): Promise<void>;
}

export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.SLATE_CHROMIUM;
  return chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox'],
  });
}

export async function openPage(browser: Browser, options: OpenOptions): Promise<BenchPage> {
  const { site, candidate, target, natsUrl, path, waitUntil = 'networkidle' } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  const cdp = await context.newCDPSession(page);
  // Time that the thread really ran: what others on the machine took from it is no work of the page.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const query = new URLSearchParams({ ...target, natsUrl, ...(path && { path }) });
  await page.goto(`${site.url}/${pageOf(candidate)}.html?${query}`, { waitUntil });
  const wait = async (what: string, condition: Promise<unknown>) => {
    await condition.catch(async (cause: unknown) => {
      const newest = await page.evaluate(() => window.bench?.newest() ?? -1).catch(() => 'unknown');
      const why = `${candidate}: ${what} did not come; the newest one seen is ${newest}.`;
      throw new Error([why, ...errors].join('\n'), { cause });
    });
  };
  const polled = { polling: 50 };
  await wait(
    'its probe',
    page.waitForFunction(() => window.bench !== undefined, null, polled),
  );
  const bench = <T>(name: string, call: () => T) =>
    page.evaluate(call).catch((cause: unknown) => {
      throw new Error(`${candidate}: ${name} failed.`, { cause });
    });
  return {
    page,
    open: () => bench('opening', () => window.bench?.open?.() ?? Date.now()),
    begin: (lastLine) => page.evaluate((line) => window.bench?.begin(line), lastLine),
    untilShown: (line) =>
      wait(
        `line ${line}`,
        page.waitForFunction((n) => (window.bench?.newest() ?? -1) >= n, line, polled),
      ),
    untilDone: () =>
      wait(
        'the last line',
        page.waitForFunction(() => window.bench?.isDone() === true, null, polled),
      ),
    async report() {
      const report = await bench('the report', () => window.bench?.report());
      if (!report) throw new Error(`${candidate}: the probe is gone.`);
      return report;
    },
    newest: () => bench('counting', () => window.bench?.newest() ?? -1),
    held: () =>
      isSlate(candidate)
        ? savedLog(page)
        : bench('reading back', () => window.bench?.held() ?? null),
    async heapMb() {
      await cdp.send('HeapProfiler.enable');
      await cdp.send('HeapProfiler.collectGarbage');
      const heap = (await metric(cdp, 'JSHeapUsedSize')) / 1e6;
      await cdp.send('HeapProfiler.disable');
      return heap;
    },
    busySeconds: () => metric(cdp, 'TaskDuration'),
    startProfile: () => startProfile(cdp),
    stopProfile: async () => hotSpots(await stopProfile(cdp), site.dir),
    close: () => context.close(),
  };
}

async function metric(cdp: CDPSession, name: string): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const found = metrics.find((entry) => entry.name === name);
  if (!found) throw new Error(`Chromium tells no ${name}.`);
  return found.value;
}

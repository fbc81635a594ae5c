import { readFileSync } from 'node:fs';
import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';

// What the page calls its parts; docs and other people's tests rely on these names too.

/** Gives a name on the first page and waits until the page is live. */
export async function join(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(connection(page)).toHaveText(/^Live/);
}

/** Has a browser's pages at this address know who is here, as if they had joined before. */
export async function remember(context: BrowserContext, name: string, url: string): Promise<void> {
  const random = Math.random().toString(36).slice(2, 10);
  const userId = `${name.replaceAll(' ', '-').toLowerCase()}-${random}`;
  await context.addInitScript(
    ({ origin, identity }) => {
      if (location.origin !== origin || localStorage.getItem('slate.identity') !== null) return;
      localStorage.setItem('slate.identity', identity);
    },
    { origin: new URL(url).origin, identity: JSON.stringify({ name, userId }) },
  );
}

export const connection = (page: Page) => page.getByRole('status', { name: 'Connection' });
export const buildStatus = (page: Page) => page.getByRole('status', { name: 'Build status' });
export const runtimeStatus = (page: Page) => page.getByRole('status', { name: 'Runtime status' });
export const progressBar = (page: Page) =>
  page.getByRole('progressbar', { name: 'Build progress' });
export const buildSteps = (page: Page) =>
  page.getByRole('list', { name: 'Build steps' }).getByRole('listitem');
export const people = (page: Page) =>
  page.getByRole('list', { name: 'People here' }).getByRole('listitem');
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const log = (page: Page, name: 'Build log' | 'Runtime log') =>
  page.getByRole('log', { name });

/** A line that is on the page, whole. */
export const line = (page: Page, name: 'Build log' | 'Runtime log', text: string) =>
  log(page, name).getByText(text, { exact: true });

/**
 * The last of "line 1", "line 2" … on the page. A log renders what is in view only, so to wait for
 * one certain line of a process that prints on is to wait for what may have passed.
 */
export const newestLine = (page: Page, name: 'Build log' | 'Runtime log') =>
  log(page, name)
    .getByText(/^line \d+$/)
    .last();

/** Every line that the page holds, as its reader would save it. */
export async function savedLog(page: Page): Promise<string[]> {
  const saved = page.waitForEvent('download');
  await button(page, 'Download as text').click();
  const text = readFileSync(await (await saved).path(), 'utf8');
  return text.replace(/\n$/, '').split('\n');
}

/** "line 1" to "line `count`". */
export const numberedLines = (count: number) =>
  Array.from({ length: count }, (_, i) => `line ${i + 1}`);

/** Values that the bar takes from now on. */
export async function recordProgress(bar: Locator): Promise<() => Promise<number[]>> {
  const values = await bar.evaluateHandle((element) => {
    const values: number[] = [];
    new MutationObserver(() => values.push(Number(element.getAttribute('aria-valuenow')))).observe(
      element,
      { attributeFilter: ['aria-valuenow'] },
    );
    return values;
  });
  return () => values.jsonValue();
}

/** Texts that an element takes from now on: for those too short-lived to wait for. */
export async function recordTexts(target: Locator): Promise<() => Promise<string[]>> {
  const texts = await target.evaluateHandle((element) => {
    const seen: string[] = [];
    new MutationObserver(() => seen.push(element.textContent)).observe(element, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    return seen;
  });
  return () => texts.jsonValue();
}

/** The tab's process dies; nothing in it gets a word in. */
export async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const devTools = await page.context().newCDPSession(page);
  // Its answer never comes.
  devTools.send('Page.crash').catch(() => {});
  await crashed;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export async function boxOf(locator: Locator): Promise<Box> {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${locator.toString()} has no box.`);
  return box;
}

/** Where it ends on the right. */
export const right = ({ x, width }: Box) => x + width;

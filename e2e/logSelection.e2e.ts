import { join, line, log } from './support/page.ts';
import { publishLines } from './support/publishLines.ts';
import { expect, test } from './support/slate.ts';

const name = 'Runtime log';

test('lines are copied as plain text, however far apart they are', async ({
  slate,
  publisher,
  browse,
}) => {
  const sessionId = 'copied-log';
  await publishLines(publisher, sessionId, 1, 300, (n) => `\u001b[32mline\u001b[0m ${n}\u0000`);
  const context = await browse();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  await page.goto(`${slate.url}/runtimes/${sessionId}`);
  await join(page, 'Ada');
  const row = (n: number) => log(page, name).locator(`[data-n="${n}"]`);
  await expect(row(300)).toBeInViewport();
  await row(300).click({ position: { x: 10, y: 10 } });
  await page.keyboard.press('g');
  await row(2).click({ position: { x: 10, y: 10 }, modifiers: ['Shift'] });
  await expect(page.getByRole('group', { name: 'Selected lines' })).toContainText('Lines 2–300');
  await log(page, name).focus();
  await page.keyboard.press('ControlOrMeta+c');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split('\n').slice(0, -1)).toEqual(
    Array.from({ length: 299 }, (_, i) => `line ${i + 2}`),
  );
});

test('a selection outlives what is scrolled out of view, wrapped or not', async ({
  slate,
  publisher,
  browse,
}) => {
  const sessionId = 'selected-log';
  await publishLines(publisher, sessionId, 1, 1_000);
  const context = await browse();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  await page.goto(`${slate.url}/runtimes/${sessionId}`);
  await join(page, 'Ada');
  await expect(line(page, name, 'line 1000')).toBeInViewport();
  for (const [layout, first] of [['lines of one height', 3] as const, ['wrapped', 5] as const]) {
    if (layout === 'wrapped') await page.keyboard.press('w');
    await page.keyboard.press('g');
    await expect(line(page, name, `line ${first}`)).toBeInViewport();
    const start = await line(page, name, `line ${first}`).boundingBox();
    await page.mouse.move((start?.x ?? 0) + 1, (start?.y ?? 0) + 10);
    await page.mouse.down();
    await page.mouse.move((start?.x ?? 0) + 30, (start?.y ?? 0) + 30);
    await page.mouse.wheel(0, 4_000);
    await expect(line(page, name, 'line 210')).toBeInViewport();
    const end = await line(page, name, 'line 210').boundingBox();
    await page.mouse.move((end?.x ?? 0) + 300, (end?.y ?? 0) + 10);
    await page.mouse.up();
    await page.keyboard.press('ControlOrMeta+c');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.trim().split(/\r?\n/), layout).toEqual(
      Array.from({ length: 211 - first }, (_, i) => `line ${i + first}`),
    );
    await page.evaluate(() => getSelection()?.removeAllRanges());
  }
});

test('lines are chosen by keyboard, one and several', async ({ slate, publisher, visit }) => {
  const sessionId = 'chosen-by-key';
  await publishLines(publisher, sessionId, 1, 300);
  const page = await visit('Ada', `${slate.url}/runtimes/${sessionId}`);
  await expect(line(page, name, 'line 300')).toBeInViewport();
  const chosen = page.getByRole('group', { name: 'Selected lines' });
  await page.keyboard.press('g');
  await expect(line(page, name, 'line 1')).toBeInViewport();
  await page.keyboard.press('j');
  await expect(chosen).toContainText('Line 1');
  await page.keyboard.press('j');
  await expect(chosen).toContainText('Line 2');
  for (let n = 0; n < 60; n++) await page.keyboard.press('J');
  await expect(chosen).toContainText('Lines 2–62');
  await expect(line(page, name, 'line 62')).toBeInViewport();
  await page.keyboard.press('K');
  await expect(chosen).toContainText('Lines 2–61');
  await page.keyboard.press('k');
  await expect(chosen).toContainText('Line 60');
  await expect(page).toHaveURL(/[?&]line=\d+$/);
});

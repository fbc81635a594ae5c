import type { Locator } from '@playwright/test';
import { log, savedLog } from './support/page.ts';
import { publishLines } from './support/publishLines.ts';
import { expect, test } from './support/slate.ts';

const E = '\u001b[';
const link = (target: string, text: string) => `\u001b]8;;${target}\u001b\\${text}\u001b]8;;\u0007`;

/** Each line as it is sent, and as it is saved. */
const lines: readonly (readonly [sent: string, saved: string])[] = [
  ['plain', 'plain'],
  [`${E}31msixteen${E}0m after`, 'sixteen after'],
  [`${E}38;5;208mpalette${E}0m`, 'palette'],
  [`${E}38:2::255:100:0mcolons${E}0m`, 'colons'],
  [`${E}38;2;1;2;3;48;2;200;220;240mboth${E}0m`, 'both'],
  [
    `${E}1mbold${E}22m ${E}2mfaint${E}0m ${E}4:3mcurly${E}0m ${E}7minverse`,
    'bold faint curly inverse',
  ],
  [`${E}32mabcdef\rXY`, 'XYcdef'],
  [`abc\r${E}Kerased\b\b\b!`, 'era!ed'],
  ['10%\r'.repeat(200_000), '10%'],
  ['docs at https://docs.example/a?b=c.', 'docs at https://docs.example/a?b=c.'],
  [link('https://evil.example/', 'https://good.example'), 'https://good.example'],
  [link('javascript:window.__pwned=1', 'press me'), 'press me'],
  ['<b onclick="window.__pwned=1">markup</b>', '<b onclick="window.__pwned=1">markup</b>'],
  ['nul\u0000 and \u202edesrever', 'nul and desrever'],
  ['שלום עולם, العربية', 'שלום עולם, العربية'],
  ['x'.repeat(1_000_000), 'x'.repeat(1_000_000)],
  [`a\t${E}36mnear`, 'a\tnear'],
  [`aaaaaa\t${E}36mfar`, 'aaaaaa\tfar'],
  ...coloured(),
  ['the end', 'the end'],
];

/** Text in colours that a terminal shows as they come, readable or not. */
function coloured(): [sent: string, saved: string][] {
  const colours = [0, 1, 4, 7, 8, 11, 15, 16, 21, 46, 51, 196, 226, 231, 232, 240, 244, 250, 255];
  return ['', '2;', '7;', '2;7;'].flatMap((style) =>
    colours.map((back): [string, string] => {
      const plain = `${E}${style}48;5;${back}mnone ${E}31mred `;
      const words = colours.map((fore) => `${E}38;5;${fore}mon${back} `).join('');
      return [
        `${plain}${words}${E}38;2;1;1;1mrgb${E}0m`,
        `none red ${`on${back} `.repeat(colours.length)}rgb`,
      ];
    }),
  );
}

const css = (target: Locator, property: string) =>
  target.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

/** A colour as red, green, blue, however the page writes it. */
const rgb = (target: Locator, property: 'color' | 'background-color') =>
  target.evaluate((element, name) => {
    const context = document.createElement('canvas').getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.fillStyle = getComputedStyle(element).getPropertyValue(name);
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }, property);

/** Runs of text that stand out less than 4.5 : 1 from what is behind them. */
const unreadable = (view: Locator) =>
  view.evaluate((root) => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas');
    /** Red, green, blue and opacity. */
    const colour = (css: string) => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (rgb: readonly number[]) => {
      const [r = 0, g = 0, b = 0] = rgb.map((value) => {
        const c = value / 255;
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element | null): readonly number[] => {
      if (element === null) return [255, 255, 255, 255];
      const own = colour(getComputedStyle(element).backgroundColor);
      return own[3] === 255 ? own : behind(element.parentElement);
    };
    const found: string[] = [];
    for (const run of root.querySelectorAll('[data-n] *')) {
      if (run.textContent === '') continue;
      const tones = [colour(getComputedStyle(run).color), behind(run)].map(luminance);
      const [light = 0, dark = 0] = tones.toSorted((a, b) => b - a);
      const ratio = (light + 0.05) / (dark + 0.05);
      if (ratio < 4.5) found.push(`${run.textContent}: ${ratio.toFixed(2)}`);
    }
    return found;
  });

test('lines look as they would in a terminal, and none does more than that', async ({
  slate,
  publisher,
  visit,
}) => {
  const sessionId = 'log-text';
  await publishLines(publisher, sessionId, 1, lines.length, (n) => lines[n - 1]?.[0] ?? '');
  const page = await visit('Ada', `${slate.url}/runtimes/${sessionId}`, { colorScheme: 'light' });
  const view = log(page, 'Runtime log');
  const row = (n: number) => view.locator(`[data-n="${n}"]`);
  const part = (text: string) => view.getByText(text, { exact: true });
  await expect(row(lines.length)).toHaveText('the end');

  const plain = await css(part('plain'), 'color');
  expect(await css(part('sixteen'), 'color')).not.toBe(plain);
  expect(await css(part('sixteen after'), 'color')).toBe(plain);
  expect(await rgb(part('both'), 'color')).toEqual([1, 2, 3]);
  expect(await rgb(part('both'), 'background-color')).toEqual([200, 220, 240]);
  await expect(part('bold')).toHaveCSS('font-weight', '700');
  expect(await css(part('faint'), 'color')).not.toBe(plain);
  await expect(part('curly')).toHaveCSS('text-decoration-line', 'underline');
  await expect(part('inverse')).toHaveCSS('background-color', plain);
  expect(await css(part('inverse'), 'color')).not.toBe(plain);

  await expect(row(7)).toHaveText('XYcdef');
  expect(await css(part('XYcdef'), 'color')).not.toBe(plain);
  await expect(row(8)).toHaveText('era!ed');
  await expect(row(9)).toHaveText('10%');

  const found = part('https://docs.example/a?b=c');
  await expect(found).toHaveAttribute('href', 'https://docs.example/a?b=c');
  const disguised = part('https://good.example');
  await expect(disguised).toHaveAttribute('href', 'https://evil.example/');
  await expect(disguised).toHaveAttribute('title', 'https://evil.example/');
  for (const each of [found, disguised]) {
    await expect(each).toHaveAttribute('target', '_blank');
    await expect(each).toHaveAttribute('rel', /\bnoopener\b/);
  }
  await page.context().route('https://docs.example/**', (route) => route.fulfill({ body: 'docs' }));
  const opened = page.context().waitForEvent('page');
  await found.click();
  const popup = await opened;
  await expect(popup.getByText('docs')).toBeVisible();
  expect(await popup.evaluate(() => window.opener === null)).toBe(true);
  await popup.close();

  await part('press me').click();
  await row(13).click();
  await expect(view.locator('a')).toHaveCount(2);
  await expect(view.locator('b, img, script, iframe')).toHaveCount(0);
  await expect(row(13)).toHaveText(lines[12]?.[1] ?? '');
  await expect(row(14)).toHaveText('nul␀ and <U+202E>desrever');
  await expect(row(15)).toHaveText(lines[14]?.[1] ?? '');
  const edges = await row(15).evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const [text, whole] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
    return { text: text.right, row: whole.right, view: innerWidth };
  });
  expect(edges.text).toBeLessThan(Math.min(edges.row, edges.view));
  await expect(row(16)).toContainText(/^x{10000}…Show all \(.*\)$/);
  const starts = [part('near'), part('far')].map(async (text) => (await text.boundingBox())?.x);
  const [near, far] = await Promise.all(starts);
  expect(near).toBeCloseTo(far ?? 0, 0);
  expect(await page.evaluate(() => globalThis.__pwned)).toBeUndefined();

  const search = page.getByRole('searchbox', { name: 'Search the log' });
  const expectReadable = async () => {
    await search.fill('on21');
    await expect(view.locator('mark').first()).toBeVisible();
    expect(await unreadable(view)).toEqual([]);
    await search.fill('');
    await expect(view.locator('mark')).toHaveCount(0);
    expect(await unreadable(view)).toEqual([]);
  };
  await expectReadable();

  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  // Bright enough for the dark theme as they are.
  expect(await rgb(part('palette'), 'color')).toEqual([255, 135, 0]);
  expect(await rgb(part('colons'), 'color')).toEqual([255, 100, 0]);
  expect(await rgb(part('both'), 'color')).toEqual([1, 2, 3]);
  await expectReadable();

  expect(await savedLog(page)).toEqual(lines.map(([, saved]) => saved));
});

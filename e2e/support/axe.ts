import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

/** What depends on the theme; all else is the same in both. */
const colourRules = ['color-contrast', 'link-in-text-block'];
/** Colours on their way from one theme to the other are neither's. */
const noMotion = '*, ::before, ::after { transition: none !important; animation: none !important }';

/**
 * Expects that axe finds nothing to complain about, in the light theme and in the dark one. The
 * page has to follow its system’s theme.
 * @param within a selector
 */
export async function expectAccessible(page: Page, where: string, within = 'html'): Promise<void> {
  const still = await page.addStyleTag({ content: noMotion });
  await setScheme(page, 'dark');
  expect.soft(await violations(page, within, colourRules), `${where}, dark`).toEqual([]);
  await setScheme(page, 'light');
  expect.soft(await violations(page, within), where).toEqual([]);
  await still.evaluate((style) => style.parentNode?.removeChild(style));
}

async function setScheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
}

async function violations(
  page: Page,
  within: string,
  rules?: readonly string[],
): Promise<string[]> {
  // To evaluate so much code takes longer than what it does.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(
    async ([within, rules]) => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
      const options = rules ? { runOnly: { type: 'rule' as const, values: [...rules] } } : {};
      const found = await axe.run(within, { ...options, resultTypes: ['violations'] });
      return found.violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html} — ${node.failureSummary ?? ''}`),
      );
    },
    [within, rules] as const,
  );
}

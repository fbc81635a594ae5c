import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { parseJson } from '../src/lib/messaging/index.ts';
import { expectAccessible } from './support/axe.ts';
import { button } from './support/page.ts';
import type { Publisher } from './support/publisher.ts';
import { expect, test } from './support/slate.ts';

const subjects = (page: Page) => page.getByRole('list', { name: 'Subjects' });
const row = (page: Page, name: string) =>
  subjects(page).getByRole('listitem').filter({ hasText: name });

test('the catalog shows what comes of an event, and where it leaves its schema', async ({
  slate,
  visit,
  publisher,
}) => {
  const page = await visit('Ada', `${slate.url}/`);
  // From the rail to an entry by keyboard alone.
  await page.getByRole('link', { name: 'Catalog' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/catalog$/);
  const search = page.getByRole('searchbox', { name: 'Search subjects' });
  await search.focus();
  await page.keyboard.type('library health');
  await expect(subjects(page).getByRole('listitem')).toHaveCount(2);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('link', { name: /library\.health\.recovered/ })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('link', { name: /library\.health\.degraded/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/event=library\.health\.degraded/);
  const details = page.getByRole('article', { name: 'library.health.degraded' });
  await expect(details).toContainText('Not seen since this page opened at');
  await expect(details).toContainText('Stream LIBRARY_EVENTS');
  await expect(details.getByRole('link', { name: 'Try it' })).toHaveAttribute(
    'href',
    '/inspector?try=library.health.degraded',
  );

  const degraded = degradations(publisher);
  for (let count = 0; count < 3; count++) await degraded({ reason: 'slow', checks_failed: 1 });
  await expect(details.getByRole('list', { name: 'Publishers seen' })).toHaveText(
    'probe 3 messages',
  );
  await expect(details).toContainText('None of 3');
  await expect(row(page, 'library.health.degraded')).toContainText('just now');
  await expect(page.getByRole('list', { name: 'Schema drift' })).toBeHidden();

  await degraded({ reason: 'slow', checks_failed: 'two' });
  await degraded({ checks_failed: 2, region: 'eu' });
  await expect(details).toContainText('1 of 5');
  await expect(details).toContainText('data.checks_failed: ');
  const drifts = details.getByRole('list', { name: 'Schema drift' }).getByRole('listitem');
  await expect(drifts).toHaveCount(3);
  await expect(drifts.nth(0)).toContainText(
    'data.checks_failed changed its type from number to string',
  );
  await expect(drifts.nth(1)).toContainText('data.region appeared');
  await expect(drifts.nth(2)).toContainText('data.reason vanished');
  await drifts.nth(1).getByText('First message').click();
  await expect(drifts.nth(1)).toContainText('"region":"eu"');
  await expect(row(page, 'library.health.degraded')).toContainText('1 invalid');
  await degraded({ reason: 'slow again', checks_failed: 3 });
  await expect(drifts).toHaveCount(2);
  await expectAccessible(page, 'an entry of the catalog');

  // On a narrow page the details take the place of the list.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(subjects(page)).toBeHidden();
  await button(page, 'Back to the subjects').click();
  await expect(subjects(page)).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(page.getByRole('list', { name: 'Schema drift' })).toContainText(
    'library.health.degraded data.region appeared',
  );

  const saved = page.waitForEvent('download');
  await button(page, 'Download AsyncAPI').click();
  const document = parseJson(readFileSync(await (await saved).path(), 'utf8'));
  expect(document).toMatchObject({
    asyncapi: '3.0.0',
    channels: { 'build.progress': { address: 'slate.build.progress.{projectId}' } },
  });
});

/** A program that reports failing health checks. */
function degradations(publisher: Publisher) {
  let count = 0;
  return (data: object) => {
    count += 1;
    return publisher.publish('library.health.degraded', {
      event_id: `catalog-${count}`,
      event_type: 'library.health.degraded',
      timestamp: new Date().toISOString(),
      source: 'probe',
      data,
    });
  };
}

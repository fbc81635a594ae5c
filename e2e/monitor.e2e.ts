import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { button } from './support/page.ts';
import { expect, test } from './support/slate.ts';

const item = (page: Page, list: string, text: string) =>
  page
    .getByRole('list', { name: list, exact: true })
    .getByRole('listitem')
    .filter({ hasText: text });
const dialog = (page: Page) => page.getByRole('dialog');
const field = (page: Page, name: string) =>
  dialog(page).getByRole('textbox', { name, exact: true });

test('a rule is made with the keyboard, tried, matched by a bare publisher, switched off and deleted', async ({
  slate,
  visit,
  publisher,
}) => {
  const projectId = `rules-${randomBytes(4).toString('hex')}`;
  const name = `Tests fail in ${projectId}`;
  const subject = `slate.build.failed.${projectId}`;
  const fail = (step: string) =>
    publisher.publish(subject, {
      ...{ type: 'failed', projectId, timestamp: Date.now(), data: { step } },
    });
  const page = await visit('Ada', `${slate.url}/monitor?tab=rules`);
  await expect(button(page, 'New rule')).toBeVisible();
  await fail('test');
  await fail('lint');

  await button(page, 'New rule').focus();
  await page.keyboard.press('Enter');
  await expect(field(page, 'Name')).toBeFocused();
  await field(page, 'Subject').fill('slate.agent.status.*');
  await field(page, 'Subject').press('Enter');
  await expect(dialog(page).getByText('Give the rule a name.')).toBeVisible();
  await expect(dialog(page).getByText('No stream keeps this subject')).toBeVisible();
  await expect(field(page, 'Name')).toBeFocused();
  await page.keyboard.type(name);
  await field(page, 'Subject').fill(subject);
  await button(page, 'Add condition').press('Enter');
  await field(page, 'Field').fill('data.step');
  await field(page, 'Value').fill('test');
  await button(page, 'Try against history').press('Enter');
  const result = dialog(page).getByRole('status', { name: 'Result of the trial' });
  await expect(result).toContainText('1 match. 2 messages read.');
  await expectAccessible(page, 'the form of a rule', '[role=dialog]');
  await button(page, 'Create rule').press('Enter');
  await expect(dialog(page)).toBeHidden();
  await expect(button(page, 'New rule')).toBeFocused();
  const rule = item(page, 'Rules', name);
  await expect(rule).toContainText(`Every event on ${subject} where data.step is test`);

  await fail('lint');
  await fail('test');
  await expect(item(page, 'Matches', name)).toHaveCount(1);
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText(name);
  await expectAccessible(page, 'the rules');

  await rule.getByRole('switch').click();
  await expect(rule.getByRole('switch', { name: 'Off' })).toBeVisible();
  await button(page, `Delete “${name}”`).click();
  await expect(rule).toHaveCount(0);
  await button(page, 'Undo').click();
  await expect(rule.getByRole('switch', { name: 'Off' })).toBeVisible();
});

test('the monitor shows what goes over the connection, the streams and the agents', async ({
  slate,
  visit,
  publisher,
}) => {
  const page = await visit('Ada', slate.url);
  await page.getByRole('link', { name: 'Monitor' }).click();
  const messages = page.getByRole('figure', { name: 'Messages in' });
  await expect(messages).toContainText('peak');
  const invalid = page.locator('dt', { hasText: 'Invalid' }).locator('xpath=following-sibling::dd');
  const before = Number(await invalid.textContent());
  await publisher.publish('slate.agent.status.a1', 'no JSON <img src=x onerror=alert(1)>');
  await expect(invalid).toHaveText(String(before + 1));
  await page.getByText('invalid message', { exact: false }).first().click();
  await expect(page.getByRole('list', { name: 'Invalid messages' })).toContainText('onerror');
  await expectAccessible(page, 'the monitor');

  await page.getByRole('link', { name: 'Streams', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Streams', exact: true })).toContainText(
    'SLATE_EVENTS',
  );
  await page.getByRole('link', { name: 'Agents', exact: true }).click();
  const agents = page.getByRole('region', { name: 'Connected agents' });
  await expect(agents.getByRole('row')).not.toHaveCount(1);
  await expect(agents).toContainText(/\d build/);
  await expectAccessible(page, 'the agents in the monitor');
});

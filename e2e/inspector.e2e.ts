import { readFile } from 'node:fs/promises';
import { parseJson } from '../src/lib/messaging/index.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/slate.ts';

const rowsOf = (page: import('@playwright/test').Page) =>
  page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row')
    .filter({ hasText: /\d\d:\d\d/ });

test('messages of a subject come with a verdict, wait through a pause, and are exported', async ({
  slate,
  visit,
  publisher,
}) => {
  const projectId = 'inspected';
  const page = await visit('Ada', `${slate.url}/inspector`);
  const progress = (percent: unknown) =>
    publisher.publish(`slate.build.progress.${projectId}`, {
      ...{ type: 'progress', projectId, timestamp: Date.now(), data: { percent } },
    });
  const subject = page.getByRole('textbox', { name: 'Subject' });
  await subject.fill('slate.build.*.inspected extra');
  await subject.press('Enter');
  await expect(page.getByText('A subject has no spaces.')).toBeVisible();
  await subject.fill('slate.build.*.inspected');
  await subject.press('Enter');
  await expect(page.getByText('Listening on slate.build.*.inspected')).toBeVisible();

  const rows = rowsOf(page);
  await progress(5);
  await progress('lots');
  await publisher.publish(`slate.build.danced.${projectId}`, 'no JSON');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText('Valid');
  await expect(rows.nth(2)).toContainText('Unknown');
  await expect(page.getByRole('tree', { name: 'Subject tree' })).toContainText('progress');

  // By keyboard alone: to the list, up one row, and into its message.
  await page.getByRole('button', { name: 'Send…' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(rows.nth(2)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  const message = page.getByRole('region', { name: 'Message', exact: true });
  await expect(message).toContainText('The body is not as the catalog says.');
  await expect(message.getByRole('code')).toHaveText('data.percent');
  await expect(message).toContainText('at fault');
  await expectAccessible(page, 'inspector with a message');

  // Turning to older messages has paused the view; nothing is lost meanwhile.
  await progress(6);
  await progress(7);
  await expect(page.getByText('Paused · 2 newer')).toBeVisible();
  await expect(rows).toHaveCount(3);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(rows).toHaveCount(5);

  await page.getByRole('textbox', { name: 'Filter' }).fill('verdict:invalid,unknown');
  await expect(rows).toHaveCount(2);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as NDJSON' }).click();
  const file = await (await downloading).path();
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines.map(parseJson)).toEqual([
    expect.objectContaining({ verdict: 'invalid', type: 'build.progress' }),
    expect.objectContaining({ verdict: 'unknown', text: 'no JSON' }),
  ]);

  // The address opens the same: here, what the stream keeps, with sequences.
  await page.goto(`${page.url()}&stream=SLATE_EVENTS`);
  await expect(rows).toHaveCount(1);
  await rows.first().click();
  await expect(message).toContainText('in SLATE_EVENTS');
});

test('the catalog’s form sends and asks, and says what became of it', async ({ slate, visit }) => {
  const page = await visit('Ada', `${slate.url}/inspector?try=build.progress&subject=weather.%3E`);
  await expect(page.getByText('“weather.>” is refused')).toBeVisible();
  const form = page.getByRole('region', { name: 'Send a message' });
  await expect(form.getByText('Fill in projectId.')).toBeVisible();
  await form.getByRole('textbox', { name: 'projectId' }).fill('p 1');
  await expect(form.getByText(/projectId “p 1” is not an id/)).toBeVisible();
  await form.getByRole('textbox', { name: 'projectId' }).fill('p1');
  await form.getByRole('spinbutton', { name: /^percent/ }).fill('101');
  await expect(form.getByText(/^data\.percent: /)).toBeVisible();
  await form.getByRole('spinbutton', { name: /^percent/ }).fill('42');
  await form.getByRole('button', { name: 'Publish' }).click();
  // A page may not forge a build.
  await expect(form.getByRole('alert')).toContainText(
    'Your role may not publish to slate.build.progress.p1',
  );
  await expectAccessible(page, 'the form of the inspector');

  const entry = form.getByRole('combobox', { name: 'What to send' });
  await entry.selectOption('project.list');
  await form.getByRole('button', { name: 'Request' }).click();
  await expect(form.getByRole('status')).toContainText('Replied');
  await expect(form.getByRole('region', { name: 'Reply' })).toContainText('projects');

  await entry.selectOption('A raw message');
  await form.getByRole('textbox', { name: 'Send to' }).fill('slate.svc.me.nothing.here.now');
  await form.getByRole('button', { name: 'Request' }).click();
  await expect(form.getByRole('alert')).toContainText('No one answers');
  await form.getByRole('textbox', { name: 'Send to' }).fill('slate.collab.presence.p1');
  await form.getByRole('button', { name: 'Publish' }).click();
  await expect(form.getByRole('status')).toContainText('Published to slate.collab.presence.p1');
  await expect(form.getByRole('list', { name: 'Sent messages' }).getByRole('listitem')).toHaveCount(
    4,
  );
});

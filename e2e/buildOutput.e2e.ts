import { buildStatus, button, line, log } from './support/page.ts';
import { expect, test } from './support/slate.ts';

const name = 'Build log';

test('a prompt shows before its newline, groups fold, and annotations lead to their lines', async ({
  slate,
  visit,
}) => {
  const gate = slate.project('output').gate('output');
  const page = await visit('Ada', `${slate.url}/projects/output/builds`);
  const unfinished = page.locator('[data-partial]');
  await button(page, 'Build').click();
  await expect(unfinished).toHaveText('Continue? ');
  await expect(unfinished).toBeInViewport();
  await expect(line(page, name, 'ok 60')).toBeInViewport();
  // It is no line yet.
  await expect(unfinished).not.toHaveAttribute('data-n');
  await expect(page.getByText('63 lines', { exact: true })).toBeVisible();

  await test.step('later visitors see it too', async () => {
    await page.reload();
    await expect(unfinished).toHaveText('Continue? ');
  });

  await test.step('a reader who has turned away is not moved by its end', async () => {
    await log(page, name).focus();
    await page.keyboard.press('Home');
    await expect(line(page, name, 'checking')).toBeInViewport();
    gate.open();
    await expect(buildStatus(page)).toHaveText('Completed');
    await expect(unfinished).toHaveCount(0);
    await expect(line(page, name, 'checking')).toBeInViewport();
    await page.keyboard.press('G');
    await expect(line(page, name, 'Continue? yes')).toBeInViewport();
    await expect(line(page, name, 'Continue? ')).toHaveCount(0);
  });

  await test.step('an annotation is listed, and leads to its line', async () => {
    await page.getByRole('tab', { name: 'Annotations 1' }).click();
    await expect(page).toHaveURL(/\?.*tab=annotations/);
    const list = page.getByRole('list', { name: 'Annotations' }).getByRole('listitem');
    await expect(list).toHaveCount(1);
    for (const text of ['Error', 'Types', 'wrong type', 'src/a.ts:3:7', 'Check']) {
      await expect(list.getByText(text, { exact: true })).toBeVisible();
    }
    await expect(line(page, name, 'wrong type')).not.toBeInViewport();
    await button(page, 'Show in the log').click();
    await expect(line(page, name, 'wrong type')).toBeInViewport();
    await expect(line(page, name, 'wrong type').locator('..')).toHaveAttribute('data-selected');
  });

  await test.step('the group folds, and its step has a head again after it', async () => {
    const heads = log(page, name).getByRole('button');
    await expect(heads).toHaveText([/^CheckPassed/, 'Check › Install', /^CheckPassed/]);
    await expect(line(page, name, 'installed a')).toBeVisible();
    await heads.nth(1).click();
    await expect(heads.nth(1)).toHaveAttribute('aria-expanded', 'false');
    await expect(line(page, name, 'installed a')).toHaveCount(0);
    await expect(line(page, name, 'checking')).toBeVisible();
    await expect(line(page, name, 'wrong type')).toBeVisible();
  });
});

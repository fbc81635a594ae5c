import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildStatus, button } from './page.ts';
import { expect, test } from './slate.ts';

test('what a build makes is listed, saved whole and checked, until it changes', async ({
  slate,
  visit,
}) => {
  const { dir } = slate.project('artifacts');
  const page = await visit('Ada', `${slate.url}/projects/artifacts/builds`);
  await button(page, 'Build').click();
  await expect(buildStatus(page)).toHaveText('Completed');
  await page.getByRole('tab', { name: /Artifacts 2/ }).click();
  const files = page.getByRole('list', { name: 'Artifacts' }).getByRole('listitem');
  await expect(files).toHaveCount(2);
  await expect(files.filter({ hasText: 'dist/big.bin' })).toContainText('976.6 kB');

  for (const [path, name] of [
    ['dist/app.txt', 'app.txt'],
    ['dist/big.bin', 'big.bin'],
  ] as const) {
    const saved = page.waitForEvent('download');
    await button(page, `Download ${path}`).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe(name);
    expect(readFileSync(await download.path())).toEqual(readFileSync(join(dir, path)));
    await expect(files.filter({ hasText: path })).toContainText('Saved, hash checked');
  }

  writeFileSync(join(dir, 'dist/app.txt'), 'changed');
  await button(page, 'Download dist/app.txt').click();
  await expect(page.getByRole('alert')).toContainText('changed since this build');
});

test('hostile artifacts are text, and are not saved under a name that leads elsewhere', async ({
  slate,
  visit,
  publisher,
}) => {
  const projectId = `hostile-files-${Date.now().toString(36)}`;
  const hostile = '../../<img src=x onerror=alert(1)>\u202Egpj.exe';
  await publisher.publish(`slate.build.completed.${projectId}`, {
    type: 'completed',
    projectId,
    timestamp: Date.now(),
    data: { buildId: 'b1', artifacts: [{ path: hostile, size: 5 }], artifactsOmitted: 3 },
  });
  const page = await visit('Ada', `${slate.url}/projects/${projectId}/builds/b1`);
  await page.getByRole('tab', { name: /Artifacts 1/ }).click();
  const file = page.getByRole('list', { name: 'Artifacts' }).getByRole('listitem');
  await expect(file).toContainText('<img src=x onerror=alert(1)>');
  await expect(page.getByText('3 more files')).toBeVisible();
  await file.getByRole('button').click();
  await expect(page.getByRole('alert')).toContainText('The agent that ran this build is not here');
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildStatus, button } from './support/page.ts';
import { connectEditor, connectResponder } from './support/publisher.ts';
import { expect, test } from './support/slate.ts';
import { select } from './support/select.ts';

test('what a build makes is listed, saved whole and checked, until it changes', async ({
  slate,
  visit,
  keep,
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

  const saved = page.waitForEvent('download');
  await button(page, 'Download all as zip').click();
  const archive = await saved;
  expect(archive.suggestedFilename()).toBe('artifacts-1.zip');
  const zip = readFileSync(await archive.path());
  for (const path of ['dist/app.txt', 'dist/big.bin']) {
    expect(zip.includes(path)).toBe(true);
    expect(zip.includes(readFileSync(join(dir, path)))).toBe(true);
  }

  await test.step('they are listed beside the files of the project, too', async () => {
    await page.getByRole('link', { name: 'Files', exact: true }).click();
    const beside = page.getByRole('region', { name: 'Artifacts of build #1' });
    await expect(beside.getByRole('listitem')).toHaveCount(2);
    const again = page.waitForEvent('download');
    await button(page, 'Download dist/app.txt').click();
    expect((await again).suggestedFilename()).toBe('app.txt');
    await beside.getByRole('link', { name: 'build #1' }).click();
    await expect(page).toHaveURL(/\/builds\/[\w-]+$/);
  });

  await test.step('the tab is in the address, and so is what the list of builds shows', async () => {
    await page.getByRole('tab', { name: /All builds/ }).click();
    const shown = page.getByRole('list', { name: 'Builds' }).getByRole('listitem');
    await expect(shown).toHaveCount(1);
    await select(page, 'State', 'Failed');
    await expect(page.getByText('No build fits this filter.')).toBeVisible();
    await expect(page).toHaveURL(/\?tab=builds&state=failed$/);
    await page.reload();
    await expect(page.getByRole('tab', { name: /All builds/ })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await expect(page.getByText('0 of 1 build')).toBeVisible();
    await select(page, 'Started by', 'Ada');
    await button(page, 'Clear filter').click();
    await expect(shown).toHaveCount(1);
  });

  // Without the page a client gets no more from the agent: only what was recorded.
  const editor = await keep(connectEditor(slate));
  await page.getByRole('tab', { name: /All builds/ }).click();
  const builds = page.getByRole('list', { name: 'Builds' });
  const address = await builds.getByRole('link').first().getAttribute('href');
  const buildId = address?.split('/').at(-1);
  const read = (path: string) =>
    editor.ask(`slate.svc.mallory.artifact.read.${buildId}`, { path, offset: 0 });
  expect(await read('dist/app.txt')).toMatchObject({ ok: true, data: { size: 23 } });
  for (const path of [
    'slate.json',
    'dist/../slate.json',
    '../artifacts/dist/app.txt',
    join(dir, 'dist/app.txt'),
    '/etc/passwd',
    'dist/app.txt\0',
  ]) {
    const refusal = { ok: false, error: { code: 'not-found' } };
    expect(await read(path), path).toMatchObject(refusal);
  }

  await page.getByRole('tab', { name: /Artifacts 2/ }).click();
  writeFileSync(join(dir, 'dist/app.txt'), 'changed');
  await button(page, 'Download dist/app.txt').click();
  await expect(page.getByRole('alert')).toContainText('changed since this build');
});

test('hostile artifacts are text, and are not saved under a name that leads elsewhere', async ({
  slate,
  visit,
  publisher,
  keep,
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

  const data = Buffer.from('hello').toString('base64');
  const responder = await keep(connectResponder(slate));
  await responder.answer('slate.svc.*.artifact.read.b1', { data, size: 5 });
  const saved = page.waitForEvent('download');
  await file.getByRole('button').click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('_img src=x onerror=alert(1)_gpj.exe');
  expect(readFileSync(await download.path(), 'utf8')).toBe('hello');
  await expect(file).toContainText('Saved');
});

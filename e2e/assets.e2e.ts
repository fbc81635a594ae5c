import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { button } from './support/page.ts';
import { test as base } from './support/slate.ts';

const test = base.extend<{ dir: string }>({
  dir: async ({}, provide) => {
    const dir = mkdtempSync(join(tmpdir(), 'assets-'));
    await provide(dir);
    rmSync(dir, { recursive: true });
  },
});

const asset = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Assets' }).getByRole('button', { name: new RegExp(`^${name}`) });
const upload = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Uploads' }).getByRole('listitem').filter({ hasText: name });
const input = (page: Page) => page.getByLabel('Upload files');
const dialog = (page: Page) => page.getByRole('dialog');

/** Makes a project whose files may be changed, and shows its assets. */
async function newProject(page: Page): Promise<void> {
  await button(page, 'New project').click();
  const name = `Assets ${randomBytes(4).toString('hex')}`;
  await dialog(page).getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await button(page, 'Create project').click();
  await page.getByRole('link', { name: 'Assets', exact: true }).click();
  await expect(page.getByText('No assets yet')).toBeVisible();
}

/** Drops real files and folders, as from a desktop. */
async function drop(page: Page, files: string[]): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  const { x = 0, y = 0 } = (await page.getByRole('main').boundingBox()) ?? {};
  const at = { x: x + 100, y: y + 100, data: { items: [], files, dragOperationsMask: 1 } };
  await devTools.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at });
  await devTools.send('Input.dispatchDragEvent', { type: 'dragOver', ...at });
  await expect(page.getByText('Drop files to upload them')).toBeVisible();
  await devTools.send('Input.dispatchDragEvent', { type: 'drop', ...at });
}

/** A second of silence. */
function sound(): Buffer {
  const rate = 8_000;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + rate, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(rate, 40);
  return Buffer.concat([header, Buffer.alloc(rate, 128)]);
}

test('files are chosen or dropped, seen by others at once, previewed, deleted and restored', async ({
  slate,
  visit,
  dir,
}) => {
  const ada = await visit('Ada', slate.url);
  await newProject(ada);
  const grace = await visit('Grace', ada.url());
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="32"/>';
  await input(ada).setInputFiles([
    { name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(svg) },
    { name: 'beep.wav', mimeType: 'audio/wav', buffer: sound() },
  ]);
  await expect(asset(grace, 'logo.svg')).toContainText('64 × 32');

  writeFileSync(join(dir, 'notes.md'), '# What we know\n');
  mkdirSync(join(dir, 'photos'));
  writeFileSync(join(dir, 'huge.bin'), '');
  truncateSync(join(dir, 'huge.bin'), 600 * 1024 ** 2);
  await drop(
    ada,
    ['notes.md', 'photos', 'huge.bin'].map((name) => join(dir, name)),
  );
  await expect(asset(grace, 'notes.md')).toBeVisible();
  await expect(upload(ada, 'photos')).toContainText('This is a folder.');
  await expect(upload(ada, 'huge.bin')).toContainText(
    'This file has 600.0 MB. The limit is 512.0 MB per file.',
  );
  await expectAccessible(ada, 'assets');

  await asset(grace, 'beep.wav').click();
  const player = dialog(grace).locator('audio');
  await player.evaluate((audio: HTMLAudioElement) => audio.play());
  await expect
    .poll(() => player.evaluate((audio: HTMLAudioElement) => audio.currentTime))
    .toBeGreaterThan(0);
  await grace.keyboard.press('Escape');
  await asset(grace, 'notes.md').click();
  await expect(dialog(grace).getByText('# What we know')).toBeVisible();
  await expect(grace).toHaveURL(/[?&]asset=/);

  // By keyboard alone.
  await asset(ada, 'notes.md').press('Delete');
  await expect(grace.getByText('not in this project, or was deleted')).toBeVisible();
  await button(ada, 'Undo').click();
  await expect(dialog(grace).getByText('# What we know')).toBeVisible();

  await ada.getByRole('link', { name: 'Activity', exact: true }).click();
  const done = ada.getByRole('list', { name: 'Activity' }).getByRole('listitem');
  await done.filter({ hasText: 'Ada restored' }).getByRole('link', { name: 'notes.md' }).click();
  await expect(dialog(ada).getByText('# What we know')).toBeVisible();
});

test('an upload is paused, and goes on after kill -9 of the server and the end of its page', async ({
  frail,
  visit,
  complaints,
  dir,
}) => {
  complaints.expect(/WebSocket connection/);
  const page = await visit('Ada', frail.url);
  await newProject(page);
  const bytes = randomBytes(6 * 1024 ** 2);
  const path = join(dir, 'big.bin');
  writeFileSync(path, bytes);
  // Acks trickle in, so that it does not end before it is paused.
  frail.link.slow(1_000);
  await input(page).setInputFiles(path);
  await button(page, 'Pause big.bin').click();
  await expect(upload(page, 'big.bin')).toContainText('Paused at');
  await button(page, 'Resume big.bin').click();
  await expect(upload(page, 'big.bin')).toContainText('% of 6.0 MB');
  await frail.nats.kill();
  frail.link.thaw();
  await expect(upload(page, 'big.bin')).toContainText('No connection. It continues by itself.');

  const [url, context] = [page.url(), page.context()];
  await page.close();
  await frail.nats.start({ jetstream: true });
  const again = await context.newPage();
  await again.goto(url);
  await expect(upload(again, 'big.bin')).toContainText(
    /Not finished: .+ of 6\.0 MB has arrived\. Choose the file again to continue\./,
  );
  const chooser = again.waitForEvent('filechooser');
  await button(again, 'Choose big.bin again').click();
  await (await chooser).setFiles(path);
  await asset(again, 'big.bin').click();
  const digest = createHash('sha256').update(bytes).digest('hex');
  await expect(dialog(again).getByText(`SHA-256 ${digest}`)).toBeVisible();
  await expect(upload(again, 'big.bin')).toBeHidden();
});

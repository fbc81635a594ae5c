import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { button, connection } from './support/page.ts';
import { expect, test } from './support/slate.ts';

const box = (page: Page, path: string) => page.getByRole('textbox', { name: path, exact: true });
const fileStatus = (page: Page) => page.getByRole('status', { name: 'File status' });

/** Of a text that fits into the window. */
const textIn = (page: Page, path: string) =>
  box(page, path).evaluate((element) =>
    [...element.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'),
  );
const shows = (page: Page, path: string, text: string) =>
  expect.poll(() => textIn(page, path)).toBe(text);

test('two people type in one file at once, and see each other; what is on disk is what both see', async ({
  slate,
  visit,
}) => {
  const { dir } = slate.project('pair');
  const file = join(dir, 'notes.md');
  writeFileSync(file, 'one\r\ntwo\r\n');
  const git = (...args: string[]) =>
    execFileSync('git', [
      '-C',
      dir,
      '-c',
      'user.name=e2e',
      '-c',
      'user.email=e2e@localhost',
      ...args,
    ]);
  git('init', '--quiet');
  git('add', 'notes.md');
  git('commit', '--quiet', '--message', 'Notes');
  const url = `${slate.url}/projects/pair/files/notes.md`;
  const [ada, grace] = [await visit('Ada', url), await visit('Grace', url)];
  await shows(ada, 'notes.md', 'one\ntwo\n');
  await box(ada, 'notes.md').click();
  await ada.keyboard.press('Control+Home');
  await box(grace, 'notes.md').click();
  await grace.keyboard.press('Control+End');
  await Promise.all([
    ada.keyboard.type('Ada was here. '),
    grace.keyboard.type('Grace was here.\nTwice.'),
  ]);
  const both = 'Ada was here. one\ntwo\nGrace was here.\nTwice.';
  for (const page of [ada, grace]) {
    await shows(page, 'notes.md', both);
    await expect(fileStatus(page)).toHaveText('Saved');
  }
  expect(readFileSync(file, 'utf8')).toBe(both.replaceAll('\n', '\r\n'));
  await expect(ada.getByTitle('Changed since the last commit')).toHaveCount(1);
  await expect(ada.getByTitle('Added since the last commit')).toHaveCount(2);
  await expect(grace.locator('.cm-remote-caret[data-name="Ada"]')).toHaveCount(1);
  await expect(
    ada.getByRole('list', { name: 'In this file' }).getByRole('listitem', { name: 'Grace' }),
  ).toBeVisible();
  await expectAccessible(ada, 'a file that two people edit');
  await box(ada, 'notes.md').press('Control+f');
  await expect(ada.getByRole('textbox', { name: 'Find' })).toBeFocused();
  await expectAccessible(ada, 'a search in the open file');
  await ada.keyboard.press('Escape');

  // What another program writes meanwhile is merged.
  writeFileSync(file, both.replace('two', 'two and a half').replaceAll('\n', '\r\n'));
  const merged = both.replace('two', 'two and a half');
  for (const page of [ada, grace]) await shows(page, 'notes.md', merged);

  await ada.keyboard.press('Control+z');
  await shows(grace, 'notes.md', merged.replace('Ada was here. ', ''));

  // Who follows is led into files, to the line.
  await button(grace, 'Follow Ada').click();
  const item = (name: string) => ada.getByRole('treeitem', { name, exact: true });
  await item('play.mjs').click();
  await expect(grace).toHaveURL(/\/files\/play\.mjs$/);
  await box(ada, 'play.mjs').press('Control+End');
  await expect(grace).toHaveURL(/\/files\/play\.mjs#L\d\d$/);
  await expect(grace.locator('.cm-linked-line')).toBeInViewport();
  await item('notes.md').click();
  await expect(box(grace, 'notes.md')).toBeVisible();
  await grace.close();
  await expect(ada.getByRole('list', { name: 'In this file' })).toHaveCount(0);

  rmSync(file);
  await expect(ada.getByText('There is no such file')).toBeVisible();
  await expect(box(ada, 'notes.md'), 'its text can still be copied').toContainText('Twice.');
});

test('what is typed offline is merged, through a reload, a closed tab and a kill of server and agent', async ({
  frail,
  visit,
  complaints,
}) => {
  complaints.expect(/WebSocket connection to .* failed/);
  const dir = frail.projectDir('frail');
  const file = join(dir, 'offline.txt');
  writeFileSync(file, 'one\ntwo\nthree\n');
  const url = `${frail.url}/projects/frail/files/offline.txt`;
  const page = await visit('Ada', url);
  await shows(page, 'offline.txt', 'one\ntwo\nthree\n');
  const type = async (target: Page, text: string) => {
    await box(target, 'offline.txt').click();
    await target.keyboard.press('Control+Home');
    await target.keyboard.type(text);
  };
  await frail.nats.kill();
  await expect(fileStatus(page)).toHaveText('Offline');
  await type(page, 'first ');
  await expect(page.getByText('Your changes are kept in this browser')).toBeVisible();
  await page.reload();
  await shows(page, 'offline.txt', 'first one\ntwo\nthree\n');
  await type(page, 'second ');
  await shows(page, 'offline.txt', 'second first one\ntwo\nthree\n');

  // The tab dies, and the file changes meanwhile.
  const context = page.context();
  await page.close();
  writeFileSync(file, 'one\ntwo\nTHREE\n');
  const again = await context.newPage();
  await again.goto(url);
  await shows(again, 'offline.txt', 'second first one\ntwo\nthree\n');
  await frail.nats.start({ jetstream: true });
  await expect(connection(again)).toHaveText(/^Live/);
  const merged = 'second first one\ntwo\nTHREE\n';
  await shows(again, 'offline.txt', merged);
  await expect(fileStatus(again)).toHaveText('Saved');
  expect(readFileSync(file, 'utf8')).toBe(merged);

  frail.killAgent();
  await type(again, 'third ');
  await expect.poll(() => readFileSync(file, 'utf8')).toBe(`third ${merged}`);
  await expect(fileStatus(again)).toHaveText('Saved');
});

test('three people edit at random while their links break, and all end with the same text', async ({
  frail,
  visit,
  complaints,
}) => {
  complaints.expect(/WebSocket connection to .* failed/);
  const file = join(frail.projectDir('frail'), 'random.txt');
  writeFileSync(file, 'a\nb\nc\nd\ne\n');
  const url = `${frail.url}/projects/frail/files/random.txt`;
  const pages: Page[] = [];
  for (const name of ['Ada', 'Grace', 'Edsger']) pages.push(await visit(name, url));
  for (const page of pages) await shows(page, 'random.txt', 'a\nb\nc\nd\ne\n');
  const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'End', 'Backspace', 'Delete', 'Enter', 'x'];
  const work = async (page: Page, name: string) => {
    await box(page, 'random.txt').click();
    for (let n = 0; n < 40; n++) {
      await page.keyboard.press(keys[Math.floor(Math.random() * keys.length)] ?? 'x');
      await page.keyboard.type(`${name}${n} `);
    }
  };
  const resets = async () => {
    for (let n = 0; n < 3; n++) {
      frail.link.reset();
      for (const page of pages) await expect(connection(page)).toHaveText(/^Live/);
    }
  };
  await Promise.all([...pages.map((page, n) => work(page, 'AGE'[n] ?? '')), resets()]);
  await expect
    .poll(async () => {
      const texts = await Promise.all(pages.map((page) => textIn(page, 'random.txt')));
      return new Set([...texts, readFileSync(file, 'utf8')]).size;
    })
    .toBe(1);
  for (const page of pages) await expect(fileStatus(page)).toHaveText('Saved');
});

test('what can’t be edited says why: a given directory, a binary file, a paste of 50 MB', async ({
  slate,
  visit,
}) => {
  const shared = slate.project('shared').dir;
  writeFileSync(join(shared, 'given.txt'), 'as it is\n');
  const page = await visit('Ada', `${slate.url}/projects/shared/files/given.txt`);
  await expect(fileStatus(page)).toHaveText('Read-only');
  await expect(box(page, 'given.txt')).toHaveAttribute('aria-readonly', 'true');
  await box(page, 'given.txt').click();
  await page.keyboard.type('nothing');
  await shows(page, 'given.txt', 'as it is\n');

  const { dir } = slate.project('pair');
  writeFileSync(join(dir, 'binary.dat'), Buffer.from([1, 0, 2, 0]));
  writeFileSync(join(dir, 'million.txt'), 'a line\n'.repeat(1_000_000));
  writeFileSync(join(dir, 'paste.txt'), 'short\n');
  const item = (name: string) => page.getByRole('treeitem', { name, exact: true });
  await page.goto(`${slate.url}/projects/pair/files/binary.dat`);
  await expect(page.getByText('This file is binary: it can’t be shown here.')).toBeVisible();
  await item('million.txt').click();
  await expect(page.getByText('This file is larger than 1 MB')).toBeVisible();
  await expect(box(page, 'million.txt')).toContainText('a line');

  await item('paste.txt').click();
  await box(page, 'paste.txt').click();
  await box(page, 'paste.txt').evaluate((element) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'p'.repeat(50_000_000));
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    element.dispatchEvent(paste);
  });
  await expect(page.getByText('Not inserted: files of more than 1 MB')).toBeVisible();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('still here');
  await shows(page, 'paste.txt', 'short\nstill here');
  await expect(button(page, 'Undo')).toHaveCount(0);
  await expect.poll(() => readFileSync(join(dir, 'paste.txt'), 'utf8')).toBe('short\nstill here');
});

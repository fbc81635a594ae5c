import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { OutboxEntry, OutboxStorage } from '../../src/lib/messaging/index.ts';
import { openOutboxFile, readOutboxLines } from './outboxFile.ts';
import { temporaryDirectory } from '../testing/workbench.ts';

const entry = (n: number, size = 10): OutboxEntry => ({
  subject: 's',
  body: new TextEncoder().encode(JSON.stringify({ n, text: 'ü\n'.repeat(size) })),
  messageId: `m${n}`,
  stream: 'SLATE_EVENTS',
  queuedAt: n,
});
const numbers = async (storage: OutboxStorage) =>
  (await storage.load()).map(({ queuedAt }) => queuedAt);

function setUp() {
  const path = join(temporaryDirectory(), 'deep', 'outbox.jsonl');
  const said: string[] = [];
  const open = async () => {
    const storage = await openOutboxFile(path, (line) => said.push(line));
    onTestFinished(() => storage.close());
    return storage;
  };
  return { path, said, open };
}

test('what is appended and not removed is there in the next life, whole and in order', async () => {
  const { path, open, said } = setUp();
  const first = await open();
  const keys = await first.append([entry(1), entry(2), entry(3)]);
  await first.remove([keys[1] ?? 0]);
  // No close: a process that is killed has no time for it.
  const second = await open();
  expect(await second.load()).toEqual([
    { ...entry(1), key: 1 },
    { ...entry(3), key: 3 },
  ]);
  expect(await second.append([entry(4)])).toEqual([4]);
  expect(await numbers(await open())).toEqual([1, 3, 4]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(said).toEqual([]);
});

test('a torn last line is no entry, and the next one is not glued to it', async () => {
  const { path, open, said } = setUp();
  const first = await open();
  await first.append([entry(1), entry(2)]);
  truncateSync(path, statSync(path).size - 7);
  const second = await open();
  expect(await numbers(second)).toEqual([1]);
  await second.append([entry(3)]);
  expect(await numbers(await open())).toEqual([1, 3]);
  expect(said).toEqual([]);
});

test('damaged lines are told and left out, the rest is kept', async () => {
  const { path, open, said } = setUp();
  const first = await open();
  await first.append([entry(1)]);
  appendFileSync(path, '\0\0\0\n{"key":"x"}\n{"removed":[99]}\n');
  appendFileSync(path, readFileSync(path).subarray(0, 5));
  const second = await open();
  expect(await numbers(second)).toEqual([1]);
  expect(said[0]).toContain('2 damaged lines');
  writeFileSync(path, Buffer.from([0xff, 0xfe, 10, 1, 2, 3]));
  expect(await numbers(await open())).toEqual([]);
});

test('the file stays small, however much passes through it', async () => {
  const { path, open } = setUp();
  const storage = await open();
  const [kept] = await storage.append([entry(0)]);
  for (let round = 1; round <= 30; round++) {
    const keys = await storage.append(Array.from({ length: 100 }, () => entry(round, 1_000)));
    await storage.remove(keys);
    expect(statSync(path).size).toBeLessThan(10_000_000);
  }
  expect(await numbers(await open())).toEqual([0]);
  await storage.append([entry(31)]);
  expect(await numbers(await open())).toEqual([0, 31]);
  await storage.remove([kept ?? 0, ...(await storage.load()).map(({ key }) => key)]);
  expect(statSync(path).size).toBe(0);
  expect(await numbers(await open())).toEqual([]);
});

test('what a full disk took of a batch is cut off again, and the error says why', async () => {
  const { path, open } = setUp();
  const storage = await open();
  await storage.append([entry(1)]);
  const probe = await openFile(path);
  const prototype = Object.getPrototypeOf(probe) as typeof probe;
  await probe.close();
  const write = prototype.write as (...args: unknown[]) => Promise<unknown>;
  vi.spyOn(prototype, 'write').mockImplementationOnce(async function (
    this: typeof probe,
    ...args: unknown[]
  ) {
    const [bytes, offset, , position] = args as [Uint8Array, number, number, number];
    // More than half: the first line of the batch is whole.
    await write.call(this, bytes, offset, Math.ceil(bytes.length * 0.6), position);
    throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
  });
  await expect(storage.append([entry(2), entry(3)])).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('the disk is full'),
  });
  await storage.append([entry(4)]);
  expect(await numbers(await open())).toEqual([1, 4]);
});

test('a place that can’t be written is a storage error', async () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, '');
  await expect(openOutboxFile(join(file, 'outbox'), () => {})).rejects.toMatchObject({
    code: 'storage',
  });
});

test('cut off anywhere, a file gives what was whole before the cut', async () => {
  const { path, open } = setUp();
  const storage = await open();
  const keys = await storage.append([entry(1), entry(2), entry(3)]);
  await storage.remove([keys[0] ?? 0]);
  const whole = readFileSync(path);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.length }), (cut) => {
      const { entries, damaged, end } = readOutboxLines(whole.subarray(0, cut));
      const found = entries.map(({ entry: { queuedAt } }) => queuedAt);
      expect([[], [1], [1, 2], [1, 2, 3], [2, 3]]).toContainEqual(found);
      expect([damaged, end <= cut]).toEqual([0, true]);
    }),
  );
});

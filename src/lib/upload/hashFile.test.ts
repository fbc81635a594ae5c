import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashFile } from './hashFile.ts';

test.each([0, 1, 524_288, 1_200_000])('a file of %i bytes has its SHA-256', async (size) => {
  const bytes = new Uint8Array(size).fill(7);
  const seen: number[] = [];
  const digest = await hashFile(
    new Blob([bytes]),
    (n) => seen.push(n),
    AbortSignal.timeout(60_000),
  );
  expect(digest).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(seen.at(-1) ?? 0).toBe(size);
});

test('an aborted one ends with the reason', async () => {
  const stopped = AbortSignal.abort(new Error('stopped'));
  await expect(hashFile(new Blob(['abc']), () => {}, stopped)).rejects.toThrow('stopped');
});

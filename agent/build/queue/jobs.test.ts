import { expect, test } from 'vitest';
import { isToken } from '../../../src/lib/messaging/index.ts';
import { type BuildJob, newBuildId } from './jobs.ts';
import { createMemoryJobs } from './memoryJobs.ts';

const job = (buildId: string, projectId = 'web'): BuildJob => ({
  buildId,
  projectId,
  startedBy: 'Ada',
  requestedAt: 1,
});

test('a build’s id follows from the key of its command, if there is one', () => {
  const asked = { projectId: 'web', userId: 'u1', idempotencyKey: 'k' };
  expect(newBuildId(asked)).toBe(newBuildId({ ...asked }));
  const others = [
    newBuildId({ ...asked, projectId: 'api' }),
    newBuildId({ ...asked, userId: 'u2' }),
    newBuildId({ ...asked, idempotencyKey: 'k2' }),
    newBuildId({ ...asked, idempotencyKey: undefined }),
    newBuildId({ ...asked, idempotencyKey: undefined }),
  ];
  expect(new Set([newBuildId(asked), ...others]).size).toBe(6);
  expect(others.every(isToken)).toBe(true);
});

test('jobs in memory are taken in order, each project for itself', async () => {
  const jobs = createMemoryJobs();
  const first = jobs.take('web');
  await jobs.put(job('a', 'api'));
  for (const id of ['b', 'c', 'd']) await jobs.put(job(id));
  expect((await first)?.job.buildId).toBe('b');
  expect((await jobs.withdraw('web', 'd'))?.job.buildId).toBe('d');
  expect(await jobs.withdraw('web', 'd')).toBeNull();
  expect((await jobs.withdraw('web', undefined))?.job.buildId).toBe('c');
  expect((await jobs.take('api'))?.job.buildId).toBe('a');
});

test('jobs in memory are bounded, and end with their agent', async () => {
  const jobs = createMemoryJobs();
  for (let count = 0; count < 1_000; count++) await jobs.put(job(`b${count}`));
  await expect(jobs.put(job('one-more'))).rejects.toThrow('1000 builds are waiting');
  const waiting = jobs.take('api');
  expect(jobs.close()).toHaveLength(1_000);
  expect(await waiting).toBeNull();
  expect(await jobs.take('web')).toBeNull();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStats } from '../src/stats.js';

test('counts requests and failures', () => {
  let now = 0;
  const stats = createStats(() => now);
  for (let i = 1; i <= 100; i += 1) stats.record(i % 10 === 0 ? 500 : 200, i);
  now = 5000;
  const { served, failed, recent, p95Ms, uptimeSeconds } = stats.take();
  assert.deepEqual([served, failed, recent, p95Ms, uptimeSeconds], [100, 10, 100, 96, 5]);
});

test('forgets times once they are told, but not the counts', () => {
  const stats = createStats();
  stats.record(200, 3);
  stats.take();
  const { served, recent, p95Ms } = stats.take();
  assert.deepEqual([served, recent, p95Ms], [1, 0, 0]);
});

import { expect, test } from 'vitest';
import type { Delivery } from '../../lib/messaging/index.ts';
import { createMarks } from './marks.ts';

const delivery = (name: string, storedAt: number, data: object) =>
  ({ event: { data }, meta: { name, storedAt } }) as unknown as Delivery;
const textsOf = (...deliveries: readonly Delivery[]) => {
  const mark = createMarks();
  return deliveries.map((one) => mark(one)?.text ?? null);
};

test('failed builds and processes are marked, what was stopped on purpose is not', () => {
  expect(
    textsOf(
      delivery('build.failed', 1, { buildId: 'b', number: 3, step: 'test' }),
      delivery('build.failed', 1, { buildId: 'c' }),
      delivery('build.completed', 1, { buildId: 'd' }),
      delivery('runtime.stopped', 1, { exitCode: 2 }),
      delivery('runtime.stopped', 1, { exitCode: 0 }),
      delivery('runtime.stopped', 1, { exitCode: 143, stoppedBy: 'Ada' }),
      delivery('runtime.error', 1, { message: 'Out of memory' }),
    ),
  ).toEqual([
    'Build #3 failed in “test”',
    'Build failed',
    null,
    'The process ended with exit code 2',
    null,
    null,
    'Out of memory',
  ]);
});

test('a silence of three heartbeats is a gap, of each build by itself', () => {
  const progress = (buildId: string, at: number) =>
    delivery('build.progress', at, { buildId, number: 7 });
  expect(
    textsOf(
      delivery('build.started', 0, { buildId: 'b', number: 7, heartbeatMs: 1_000 }),
      progress('b', 2_900),
      progress('b', 63_900),
      delivery('build.completed', 64_000, { buildId: 'b', number: 7 }),
      progress('b', 999_000),
      delivery('build.started', 1_000_000, { buildId: 'c' }),
      progress('c', 9_000_000),
    ),
  ).toEqual([null, null, 'No events of build #7 for 1m 1s', null, null, null, null]);
});

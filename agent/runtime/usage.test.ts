import { expect, test } from 'vitest';
import { createUsageHistory, createUsageMeter } from './usage.ts';

test('a session’s history keeps its last samples, oldest first, and no more', () => {
  const history = createUsageHistory(3);
  for (const at of [1, 2, 3, 4, 5]) history.add({ at, cpuPercent: at });
  const listed = history.list();
  expect(listed.map(({ at }) => at)).toEqual([3, 4, 5]);
  history.add({ at: 6 });
  expect(listed).toHaveLength(3);
});

test('usage is CPU since the last look and memory now, over all members', () => {
  let now = 0;
  const measure = createUsageMeter(() => now);
  const row = { group: 1, zombie: false, started: '', memoryBytes: 100 };
  expect(measure([{ ...row, pid: 1, cpuMs: 500 }])).toEqual({ cpuPercent: 0, memoryBytes: 100 });
  now = 2_000;
  const members = [
    { ...row, pid: 1, cpuMs: 1_500 },
    { ...row, pid: 2, cpuMs: 2_000 },
  ];
  expect(measure(members)).toEqual({ cpuPercent: 150, memoryBytes: 200 });
  expect(measure([])).toEqual({ cpuPercent: 0, memoryBytes: 0 });
});

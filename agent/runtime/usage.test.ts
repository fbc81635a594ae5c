import { expect, test } from 'vitest';
import { createUsageHistory } from './usage.ts';

test('a session’s history keeps its last samples, oldest first, and no more', () => {
  const history = createUsageHistory(3);
  for (const at of [1, 2, 3, 4, 5]) history.add({ at, cpuPercent: at });
  const listed = history.list();
  expect(listed.map(({ at }) => at)).toEqual([3, 4, 5]);
  history.add({ at: 6 });
  expect(listed).toHaveLength(3);
});

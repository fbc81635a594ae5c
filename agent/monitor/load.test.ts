import { expect, test } from 'vitest';
import { type CpuTimes, createLoad, readVersion } from './load.ts';

test('the CPU is the share of all cores since the last look; memory is below what there is', () => {
  const times: CpuTimes[] = [
    { busy: 100, all: 1_000 },
    { busy: 150, all: 1_200 },
    { busy: 150, all: 1_200 },
  ];
  const load = createLoad(() => times.shift() ?? { busy: 0, all: 0 });
  const { cpuPercent, memoryUsedBytes = 0, memoryBytes = 0 } = load();
  expect(cpuPercent).toBe(25);
  expect(memoryUsedBytes).toBeGreaterThan(0);
  expect(memoryUsedBytes).toBeLessThan(memoryBytes);
  expect(load()).not.toHaveProperty('cpuPercent');
});

test('the version is that of the package', () => {
  expect(readVersion()).toMatch(/^\d+\.\d+\.\d+/);
});

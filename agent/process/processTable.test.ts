import { expect, test } from 'vitest';
import { parsePsLine, readProcess, readProcesses } from './processTable.ts';

test('this very process is in the table, with plausible figures', () => {
  const self = readProcesses().find((row) => row.pid === process.pid);
  expect(self).toMatchObject({ pid: process.pid, zombie: false });
  expect(self?.memoryBytes).toBeGreaterThan(10_000_000);
  expect(self?.memoryBytes).toBeLessThan(20_000_000_000);
  expect(readProcess(2 ** 22 + 1)).toBeNull();
});

test('lines of ps are understood', () => {
  const line = '  501   500 S+     2048  1-02:03:04.50 Mon May  6 07:08:09 2024  ';
  expect(parsePsLine(line)).toEqual({
    pid: 501,
    group: 500,
    zombie: false,
    memoryBytes: 2_097_152,
    cpuMs: 93_784_500,
    started: 'Mon May  6 07:08:09 2024',
  });
  expect(parsePsLine('nonsense')).toBeNull();
});

// Outlives start.ts: its stdin ends with start.ts, even after kill -9, and then it stops the process
// groups that the last line names.
import { createInterface } from 'node:readline';
import { endInReverse } from './processes/processGroups.ts';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

let groups: number[] = [];
for await (const line of createInterface({ input: process.stdin })) {
  groups = line.split(' ').filter(Boolean).map(Number);
}
await endInReverse(groups);

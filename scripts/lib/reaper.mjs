// A small process of its own that outlives start.mjs. It is told which process groups belong to
// start.mjs; when its stdin ends, which the system sees to even after kill -9, it ends those that
// are left. Nothing that we started survives us.
import { createInterface } from 'node:readline';
import { endInTurn } from './processGroups.mjs';

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {});
}

/** @type {number[]} in the order of their start */
let groups = [];
for await (const line of createInterface({ input: process.stdin })) groups = JSON.parse(line);
await endInTurn(groups);

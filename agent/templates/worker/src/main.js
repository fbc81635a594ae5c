import { setTimeout as sleep } from 'node:timers/promises';
import { work } from './jobs.js';

const pauseMs = 1000;
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    console.log(`${signal}: stopping after this job`);
    stopping.abort();
  });
}

console.log('Waiting for jobs');
for (let number = 1; !stopping.signal.aborted; number++) {
  console.log(`Job ${number}: ${work(number)}`);
  await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
}
console.log('Stopped');

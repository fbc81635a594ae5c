import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what systems give out by themselves: only who asks for one of these ports gets it. */
const FIRST = 15_000;
const LAST = 32_000;
const ATTEMPTS = 5;

/** Ports of 127.0.0.1 that are free now. Prefer port 0, which can't be taken in between. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

/** Starts what has to be given its ports; again with others if somebody took one meanwhile. */
export async function onFreePorts<T>(
  count: number,
  start: (...ports: number[]) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(...(await freePorts(count)));
    } catch (error) {
      if (attempt === ATTEMPTS || !/in use|EADDRINUSE/.test(String(error))) throw error;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
}

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ephemeral range. */
const FIRST = 15_000;
const LAST = 32_000;
const ATTEMPTS = 5;

/** Prefer port 0, which can't be taken in between. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

/** Starts what needs given ports; again with others if one was taken. */
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

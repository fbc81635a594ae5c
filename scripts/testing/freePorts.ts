import { createServer } from 'node:net';

/** Ports of loopback that nobody listens on, held at the same time so that they differ. */
export async function freePorts<const Count extends number>(
  count: Count,
): Promise<
  Count extends 1 ? [number] : Count extends 2 ? [number, number] : [number, number, number]
>;
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    ports.push(address.port);
  }
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

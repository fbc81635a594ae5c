import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server that speaks just enough of the NATS protocol, so that a test can say anything. */
export interface WireServer {
  readonly url: string;
  /** Protocol lines of all clients, PING and PONG left out. */
  readonly received: readonly string[];
  /** Sends protocol lines to all clients; line ends are added. */
  send(...lines: string[]): void;
  /** Cuts all connections. */
  hangUp(): void;
}

const INFO = {
  server_id: 'x',
  server_name: 'wire',
  version: '2.10.0',
  proto: 1,
  headers: true,
  jetstream: true,
  max_payload: 1_000,
};

/** @param onConnect the answer to CONNECT, such as `-ERR 'Authorization Violation'` */
export async function startWireServer(onConnect?: string): Promise<WireServer> {
  const sockets = new Set<Socket>();
  const received: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.write(`INFO ${JSON.stringify(INFO)}\r\n`);
    let rest = '';
    socket.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('CONNECT') && onConnect !== undefined) socket.write(`${onConnect}\r\n`);
        if (line === 'PING') socket.write('PONG\r\n');
        else if (line !== 'PONG') received.push(line);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    hangUp();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `nats://127.0.0.1:${address.port}`,
    received,
    hangUp,
    send(...lines) {
      for (const socket of sockets) socket.write(lines.map((line) => `${line}\r\n`).join(''));
    },
  };
}

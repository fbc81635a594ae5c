import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on a port of its own that can misbehave like a network. */
export interface Proxy {
  readonly port: number;
  /** Connections taken so far. */
  connections(): number;
  /** Passes nothing more in either direction, for present and new connections; all stay open. */
  freeze(): void;
  thaw(): void;
  /** Reads nothing more of what the server says, like a client that is stuck; until `thaw`. */
  stallServer(): void;
  /** Drops what the server says; what the client says still arrives. */
  muteServer(): void;
  /** Ends all present connections with a reset. */
  reset(): void;
  close(): Promise<void>;
}

/** Passes bytes between its clients and a port of this machine, asked for at each connection. */
export async function startProxy(targetPort: number | (() => number)): Promise<Proxy> {
  const portOf = () => (typeof targetPort === 'number' ? targetPort : targetPort());
  const sockets = new Set<Socket>();
  const targets = new Set<Socket>();
  let taken = 0;
  let frozen = false;
  let muted = false;
  let stalled = false;
  const server = createServer((client) => {
    taken += 1;
    const target = connect(portOf(), '127.0.0.1');
    targets.add(target);
    target.once('close', () => targets.delete(target));
    const link = (from: Socket, to: Socket) => {
      sockets.add(from);
      from.on('data', (chunk: Buffer) => {
        if (muted && from === target) return;
        if (!to.write(chunk)) from.pause();
      });
      to.on('drain', () => {
        if (!frozen && !(stalled && from === target)) from.resume();
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      if (frozen || (stalled && from === target)) from.pause();
    };
    link(client, target);
    link(target, client);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => taken,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      frozen = false;
      muted = false;
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    stallServer() {
      stalled = true;
      for (const socket of targets) socket.pause();
    },
    muteServer() {
      muted = true;
    },
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

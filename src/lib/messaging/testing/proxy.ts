import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that can misbehave like a network. */
export interface Proxy {
  readonly port: number;
  connections(): number;
  /** Passes nothing in either direction; all connections stay open. */
  freeze(): void;
  thaw(): void;
  /** Reads nothing from the server, like a stuck client; until `thaw`. */
  stallServer(): void;
  /** Passes what the server sends in slices; until `thaw`. */
  slow(bytesPerSecond: number): void;
  /** Drops what the server sends; what the client sends still arrives. */
  muteServer(): void;
  reset(): void;
  close(): Promise<void>;
}

/** How often a slow link passes a slice. */
const SLICE_MS = 100;

/** @param targetPort asked for at each connection */
export async function startProxy(targetPort: number | (() => number)): Promise<Proxy> {
  const portOf = () => (typeof targetPort === 'number' ? targetPort : targetPort());
  const sockets = new Set<Socket>();
  const targets = new Set<Socket>();
  let taken = 0;
  let frozen = false;
  let muted = false;
  let stalled = false;
  let bytesPerSecond = Infinity;
  const server = createServer((client) => {
    taken += 1;
    const target = connect(portOf(), '127.0.0.1');
    targets.add(target);
    target.once('close', () => targets.delete(target));
    const link = (from: Socket, to: Socket) => {
      sockets.add(from);
      let held = Buffer.alloc(0);
      const pass = () => {
        const slice = Math.max(1, Math.round((bytesPerSecond * SLICE_MS) / 1_000));
        const part = held.subarray(0, bytesPerSecond === Infinity ? held.length : slice);
        held = held.subarray(part.length);
        if (!to.destroyed && part.length > 0) to.write(part);
        if (held.length > 0) setTimeout(pass, SLICE_MS).unref();
      };
      from.on('data', (chunk: Buffer) => {
        if (muted && from === target) return;
        if (from === target && (held.length > 0 || bytesPerSecond < Infinity)) {
          const idle = held.length === 0;
          held = Buffer.concat([held, chunk]);
          if (idle) pass();
        } else if (!to.write(chunk)) from.pause();
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
      bytesPerSecond = Infinity;
      for (const socket of sockets) socket.resume();
    },
    stallServer() {
      stalled = true;
      for (const socket of targets) socket.pause();
    },
    slow(rate) {
      bytesPerSecond = rate;
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

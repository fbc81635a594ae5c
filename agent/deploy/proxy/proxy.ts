import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { messageOf, type Say } from '../../log.ts';
import { answerPage, forward } from './forward.ts';
import { badRequest, nothingLive, unknownHost } from './page.ts';
import { deploymentHost } from './hostName.ts';
import type { Target } from './target.ts';
import { forwardUpgrade, refuseUpgrade } from './upgrade.ts';

const LOOPBACK = '127.0.0.1';
const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_MS = 15_000;
const KEEP_ALIVE_MS = 30_000;
const MAX_CONNECTIONS = 2_000;

/** What answers at a name. */
export type Route =
  | { readonly kind: 'live'; readonly projectId: string; readonly target: Target }
  | { readonly kind: 'nothing-live'; readonly projectId: string }
  | { readonly kind: 'unknown' };

/** Looks a host up: the name before `.localhost`, in lower case. Answers at once. */
export type FindRoute = (name: string) => Route;

export interface Proxy {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves all deployments on loopback, each at `<projectId>.localhost`. A port in use is reported;
 * the agent works without.
 * @param port 0 for a free one
 */
export async function serveProxy(port: number, find: FindRoute, say: Say): Promise<Proxy | null> {
  const server = createProxyServer(find);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, LOOPBACK, resolve);
    });
  } catch (error) {
    say(`deployments are not served on port ${port} (SLATE_PROXY_PORT): ${messageOf(error)}`);
    return null;
  }
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Node's own closeAllConnections leaves WebSockets.
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function createProxyServer(find: FindRoute): Server {
  const route = (host: string | undefined): Route => {
    const name = deploymentHost(host);
    return name === null ? { kind: 'unknown' } : find(name);
  };
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_MS,
      // A slow upload may last; a silent one is ended where it is read.
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 5_000,
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    (request, response) => {
      response.on('error', () => undefined);
      const { host } = request.headers;
      const found = route(host);
      if (found.kind === 'unknown') return answerPage(response, unknownHost(host));
      if (found.kind === 'nothing-live') return answerPage(response, nothingLive(found.projectId));
      if (!request.url?.startsWith('/') && request.url !== '*') {
        return answerPage(response, badRequest);
      }
      forward(request, response, {
        ...found,
        retarget: () => {
          const now = route(host);
          return now.kind === 'live' ? now.target : null;
        },
      });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on('upgrade', (request, socket, head) => {
    const { host } = request.headers;
    const found = route(host);
    if (found.kind === 'unknown') return refuseUpgrade(socket, unknownHost(host));
    if (found.kind === 'nothing-live') return refuseUpgrade(socket, nothingLive(found.projectId));
    forwardUpgrade(request, socket, head, found);
  });
  return server;
}

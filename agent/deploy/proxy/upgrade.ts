import { type IncomingMessage, request as ask } from 'node:http';
import type { Duplex } from 'node:stream';
import { FrameGate } from './frameGate.ts';
import { forwardedLines, rawHead, responseLines } from './headers.ts';
import { noAnswer, type ProxyPage, renderPage } from './page.ts';
import type { Target } from './target.ts';

const LOOPBACK = '127.0.0.1';
/** For what an end still has to say when the other one has closed. */
const CLOSE_WAIT_MS = 1_000;
const UPGRADE_MS = 30_000;

/** Answers a client that wants to leave HTTP with a page, and ends. */
export function refuseUpgrade(socket: Duplex, page: ProxyPage): void {
  const { headers, body } = renderPage(page);
  const lines = Object.entries({ ...headers, connection: 'close' });
  const head = lines.map(([name, value]) => `${name}: ${String(value)}`).join('\r\n');
  socket.on('error', () => undefined);
  socket.end(
    `HTTP/1.1 ${page.status} ${page.title.replaceAll(/[^ -~]/g, '')}\r\n${head}\r\n\r\n${body}`,
  );
}

/** Joins a client and a target for as long as both stay; the target may also refuse. */
export function forwardUpgrade(
  request: IncomingMessage,
  client: Duplex,
  clientHead: Buffer,
  { projectId, target }: { readonly projectId: string; readonly target: Target },
): void {
  const gate = new FrameGate();
  const upstream = ask({
    host: LOOPBACK,
    port: target.port,
    method: request.method,
    path: request.url,
    headers: [
      ...forwardedLines(request),
      ...['Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? 'websocket'],
    ],
    agent: false,
  });
  const exchange = target.open('stream', () => {
    gate.restart();
    setTimeout(() => client.destroy(), CLOSE_WAIT_MS).unref();
  });
  client.on('error', () => client.destroy());
  gate.on('error', () => client.destroy());
  client.once('close', () => {
    exchange.end();
    upstream.destroy();
  });
  upstream.setTimeout(UPGRADE_MS, () => upstream.destroy());
  upstream.on('error', () => {
    if (client.writable) refuseUpgrade(client, noAnswer(projectId));
  });
  upstream.on('response', (incoming) => {
    client.write(rawHead(incoming, [...responseLines(incoming), 'Connection', 'close']));
    incoming.on('error', () => client.destroy());
    incoming.pipe(client);
  });
  upstream.on('upgrade', (incoming, socket, head) => {
    const lines = ['Connection', 'Upgrade', 'Upgrade', incoming.headers.upgrade ?? ''];
    client.write(rawHead(incoming, [...responseLines(incoming), ...lines]));
    socket.setTimeout(0);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    client.once('close', () => socket.destroy());
    // Neither end may hold the other one open for long.
    const endSoon = () => setTimeout(() => client.destroy(), CLOSE_WAIT_MS).unref();
    client.once('end', endSoon);
    socket.once('close', () => client.end());
    socket.once('end', endSoon);
    if (clientHead.length > 0) socket.write(clientHead);
    if (head.length > 0) gate.write(head);
    client.pipe(socket);
    socket.pipe(gate).pipe(client);
  });
  upstream.end();
}

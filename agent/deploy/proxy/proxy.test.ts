import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type RequestListener } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type FindRoute, type Route, serveProxy } from './proxy.ts';
import { createTarget, type Target } from './target.ts';

/** A server of this test on a free port. */
async function serve(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { server, port: portOf(server) };
}

const portOf = (server: { address(): unknown }) => {
  const address = server.address();
  if (typeof address !== 'object' || address === null || !('port' in address)) throw new Error();
  return Number(address.port);
};

function targetOf(port: number): Target {
  const target = createTarget(port);
  onTestFinished(() => target.destroy());
  return target;
}

async function proxyTo(find: Target | FindRoute) {
  const route: FindRoute =
    typeof find === 'function'
      ? find
      : (name): Route => ({ kind: 'live', projectId: name, target: find });
  const proxy = await serveProxy(0, route, () => undefined);
  if (!proxy) throw new Error('the proxy does not listen');
  onTestFinished(() => proxy.close());
  return proxy;
}

interface Asked {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request to the proxy; the response's body is not read yet. */
async function ask(port: number, path: string, asked: Asked = {}): Promise<IncomingMessage> {
  const { method = 'GET', host = 'web.localhost', headers = {}, body } = asked;
  const sent = request({ port, host: '127.0.0.1', method, path, headers: { host, ...headers } });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

/** A raw connection, with all that it has received. */
async function dial(port: number, opening: string) {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  const received: Buffer[] = [];
  socket.on('data', (chunk) => received.push(chunk));
  socket.write(opening);
  return { socket, received: () => Buffer.concat(received) };
}

const UPGRADE =
  'GET /socket HTTP/1.1\r\nHost: web.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

/** A target that accepts every WebSocket. */
async function serveSockets() {
  const { server, port } = await serve((_, response) => response.end('no socket'));
  const sockets: Socket[] = [];
  server.on('upgrade', (_, socket: Socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    sockets.push(socket);
    onTestFinished(() => void socket.destroy());
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
  });
  return { target: targetOf(port), sockets };
}

const until = (check: () => void) => expect.poll(() => (check(), true)).toBe(true);

describe('a request', () => {
  test('keeps its Host and its repeated headers, says who asked, and drops what is of a connection', async () => {
    const { port } = await serve((incoming, response) => {
      response.writeHead(201, 'Made', [
        ...['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Connection', 'x-hop', 'X-Hop', 'secret'],
        ...['Content-Length', String(JSON.stringify(incoming.headers).length)],
      ]);
      response.end(JSON.stringify(incoming.headers));
    });
    const proxy = await proxyTo(targetOf(port));
    const response = await ask(proxy.port, '/a?b=1', {
      host: `web.localhost:${proxy.port}`,
      headers: {
        'X-Forwarded-For': '1.2.3.4',
        Forwarded: 'for=1.2.3.4',
        Connection: 'X-Private',
        'X-Private': 'secret',
        TE: 'trailers',
        Accept: 'text/plain',
      },
    });
    expect(response.statusCode).toBe(201);
    expect(response.statusMessage).toBe('Made');
    expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(response.headers).not.toHaveProperty('x-hop');
    const seen = JSON.parse(await textOf(response)) as Record<string, string>;
    expect(seen).toMatchObject({
      host: `web.localhost:${proxy.port}`,
      accept: 'text/plain',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': `web.localhost:${proxy.port}`,
      'x-forwarded-proto': 'http',
    });
    for (const name of ['x-private', 'te', 'forwarded']) expect(seen).not.toHaveProperty(name);
  });

  test('with a chunked body arrives whole, and its answer too', async () => {
    const { port } = await serve((incoming, response) => void incoming.pipe(response));
    const proxy = await proxyTo(targetOf(port));
    const sent = request({
      ...{ port: proxy.port, host: '127.0.0.1', method: 'POST', path: '/' },
      headers: { host: 'web.localhost', expect: '100-continue' },
    });
    for (let part = 0; part < 50; part++) sent.write(`${part} `.repeat(1_000));
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect((await textOf(response)).length).toBe((10 * 2 + 40 * 3) * 1_000);
  });

  test('is answered piece by piece, as its target writes', async () => {
    let write = (_: string) => {};
    const { port } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      write = (text) => void response.write(text);
    });
    const target = targetOf(port);
    const proxy = await proxyTo(target);
    const response = await ask(proxy.port, '/events');
    let text = '';
    response.on('data', (chunk) => (text += String(chunk)));
    expect(target.counts()).toEqual({ requests: 0, streams: 1 });
    write('data: 1\n\n');
    await until(() => expect(text).toBe('data: 1\n\n'));
    write('data: 2\n\n');
    await until(() => expect(text).toBe('data: 1\n\ndata: 2\n\n'));
    target.cut();
    await once(response, 'end');
    await target.idle();
  });

  test('whose target dies in its response ends, and does not hang', async () => {
    const { port } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half', () => response.destroy());
    });
    const proxy = await proxyTo(targetOf(port));
    const response = await ask(proxy.port, '/');
    await expect(textOf(response)).rejects.toThrow('aborted');
  });

  test('whose target is gone is answered with 502', async () => {
    const { server, port } = await serve(() => undefined);
    server.close();
    const proxy = await proxyTo(targetOf(port));
    for (const method of ['GET', 'POST']) {
      const response = await ask(proxy.port, '/', { method });
      expect(response.statusCode).toBe(502);
      expect(await textOf(response)).toContain('web does not answer');
    }
  });

  test('is sent again if its connection closed unanswered, but only if twice does no harm', async () => {
    const methods: (string | undefined)[] = [];
    const { port } = await serve((incoming, response) => {
      methods.push(incoming.method);
      if (methods.length % 2 === 1) response.socket?.destroy();
      else response.end('ok');
    });
    const proxy = await proxyTo(targetOf(port));
    expect((await ask(proxy.port, '/')).statusCode).toBe(200);
    expect((await ask(proxy.port, '/', { method: 'POST', body: 'x' })).statusCode).toBe(502);
    expect(methods).toEqual(['GET', 'GET', 'POST']);
  });

  test('is sent to the new target if a swap came between its two attempts', async () => {
    const fresh = await serve((_, response) => response.end('new'));
    const old = targetOf(1);
    let live = old;
    const dying = await serve((incoming) => {
      live = targetOf(fresh.port);
      incoming.socket.destroy();
    });
    live = targetOf(dying.port);
    const proxy = await proxyTo(() => ({ kind: 'live', projectId: 'web', target: live }));
    expect(await textOf(await ask(proxy.port, '/'))).toBe('new');
  });

  test('that its client gives up ends at its target', async () => {
    let closed = false;
    const { port } = await serve((_, response) => {
      response.on('close', () => (closed = true));
      response.write('x');
    });
    const target = targetOf(port);
    const proxy = await proxyTo(target);
    const response = await ask(proxy.port, '/');
    response.destroy();
    await until(() => expect(closed).toBe(true));
    await target.idle();
  });

  test('that is not answered when its target is cut gets a 503', async () => {
    let asked = false;
    const { port } = await serve(() => (asked = true));
    const target = targetOf(port);
    const proxy = await proxyTo(target);
    const response = ask(proxy.port, '/');
    await until(() => expect(asked).toBe(true));
    expect(target.counts()).toEqual({ requests: 1, streams: 0 });
    target.cut();
    expect((await response).statusCode).toBe(503);
    await target.idle();
  });

  test('whose answer comes before its body is read gets it, and its connection goes on', async () => {
    const { port } = await serve((incoming, response) => {
      if (incoming.method === 'GET') return void response.end('next');
      response.writeHead(413).end('too big');
    });
    const proxy = await proxyTo(targetOf(port));
    const body = 'x'.repeat(2_000_000);
    const { socket, received } = await dial(
      proxy.port,
      `POST / HTTP/1.1\r\nHost: web.localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await until(() => expect(String(received())).toContain('too big'));
    socket.write('GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n');
    await until(() => expect(String(received())).toContain('next'));
  });
});

describe('a host', () => {
  const nowhere: FindRoute = (name) =>
    name === 'idle' ? { kind: 'nothing-live', projectId: 'idle' } : { kind: 'unknown' };

  test('that is not known gets a page that runs nothing of what it said', async () => {
    const proxy = await proxyTo(nowhere);
    for (const host of [
      'localhost',
      '127.0.0.1',
      'a.b.localhost',
      '<img>.localhost',
      'evil.test',
    ]) {
      const response = await ask(proxy.port, '/', { host });
      expect(response.statusCode).toBe(404);
      expect(response.headers['content-security-policy']).toContain("default-src 'none'");
      expect(await textOf(response)).not.toContain('<img>');
    }
  });

  test('of a project with nothing live says so, also to a WebSocket', async () => {
    const proxy = await proxyTo(nowhere);
    const response = await ask(proxy.port, '/', { host: 'IDLE.localhost:80' });
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('1');
    expect(await textOf(response)).toContain('idle is not deployed');
    const { received, socket } = await dial(
      proxy.port,
      UPGRADE.replace('web.localhost', 'idle.localhost'),
    );
    await once(socket, 'close');
    expect(String(received())).toMatch(/^HTTP\/1\.1 503 /);
  });

  test('with too many header bytes, or a path that is none, is refused', async () => {
    const { port } = await serve((_, response) => response.end());
    const proxy = await proxyTo(targetOf(port));
    const big = await ask(proxy.port, '/', { headers: { 'x-big': 'x'.repeat(20_000) } });
    expect(big.statusCode).toBe(431);
    const { received } = await dial(
      proxy.port,
      'GET http://web.localhost/ HTTP/1.1\r\nHost: web.localhost\r\n\r\n',
    );
    await until(() => expect(String(received())).toMatch(/^HTTP\/1\.1 400 /));
  });

  test('is served on a port of its own; one that is taken is reported', async () => {
    const other = createTcpServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const said: string[] = [];
    expect(await serveProxy(portOf(other), nowhere, (line) => said.push(line))).toBeNull();
    expect(said).toEqual([expect.stringContaining('SLATE_PROXY_PORT')]);
  });
});

describe('a WebSocket', () => {
  test('carries bytes both ways, and closes with either end', async () => {
    const { target, sockets } = await serveSockets();
    const proxy = await proxyTo(target);
    const { socket, received } = await dial(proxy.port, UPGRADE);
    await until(() => expect(String(received())).toMatch(/^HTTP\/1\.1 101 .*\r\n\r\n$/s));
    expect(target.counts()).toEqual({ requests: 0, streams: 1 });
    const atTarget: Buffer[] = [];
    sockets[0]?.on('data', (chunk: Buffer) => atTarget.push(chunk));
    socket.write('up');
    await until(() => expect(String(Buffer.concat(atTarget))).toBe('up'));
    sockets[0]?.write(Buffer.from([0x81, 2, 0x68, 0x69]));
    await until(() => expect(String(received())).toContain('hi'));
    sockets[0]?.destroy();
    await once(socket, 'close');
    await target.idle();

    const second = await dial(proxy.port, UPGRADE);
    await until(() => expect(String(second.received())).toContain('101'));
    second.socket.destroy();
    await until(() => expect(sockets[1]?.readableEnded).toBe(true));
    await target.idle();
  });

  test('of a target that is cut gets 1012 between two frames', async () => {
    const { target, sockets } = await serveSockets();
    const proxy = await proxyTo(target);
    const { socket, received } = await dial(proxy.port, UPGRADE);
    await until(() => expect(String(received())).toContain('101'));
    // A frame of 300 bytes of which the target has sent the head and one byte.
    sockets[0]?.write(Buffer.from([0x82, 126, 0x01, 0x2c, 7]));
    await until(() => expect(received().at(-1)).toBe(7));
    target.cut();
    sockets[0]?.write(Buffer.concat([Buffer.alloc(299, 7), Buffer.from([0x81, 1, 0x21])]));
    await once(socket, 'close');
    expect([...received().subarray(-5)]).toEqual([7, 0x88, 2, 0x03, 0xf4]);
    await target.idle();
  });

  test('that its target refuses gets the refusal', async () => {
    const { port } = await serve((_, response) => {
      response.writeHead(401, { 'content-length': '2' }).end('no');
    });
    const proxy = await proxyTo(targetOf(port));
    const { socket, received } = await dial(proxy.port, UPGRADE);
    await once(socket, 'close');
    expect(String(received())).toMatch(/^HTTP\/1\.1 401 .*no$/s);
  });
});

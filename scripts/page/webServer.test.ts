import { mkdirSync, writeFileSync } from 'node:fs';
import { get, request } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { tempDir } from '../testing/tempDir.ts';
import { startWebServer } from './webServer.ts';

const script = 'console.log("a script that is long enough to compress");\n'.repeat(50);

async function serve(natsUrl = 'ws://127.0.0.1:4223'): Promise<number> {
  const root = tempDir();
  const dir = join(root, 'dist');
  mkdirSync(join(dir, 'assets'), { recursive: true });
  writeFileSync(join(root, 'secret.txt'), 'secret');
  writeFileSync(join(dir, '.source-hash'), 'secret');
  writeFileSync(join(dir, 'index.html'), '<html><meta name="slate-nats-url" content=""></html>');
  writeFileSync(join(dir, 'icon.svg'), '<svg/>');
  const asset = join(dir, 'assets', 'main-abc.js');
  writeFileSync(asset, script);
  writeFileSync(`${asset}.br`, brotliCompressSync(script));
  writeFileSync(`${asset}.gz`, gzipSync(script));
  const server = await startWebServer({ dir, port: 0, natsUrl });
  onTestFinished(() => server.close());
  return server.port;
}

interface Answer {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: Buffer;
}

/** Plain HTTP, because fetch would tidy up the paths that matter here. */
function ask(port: number, path: string, headers = {}, method = 'GET'): Promise<Answer> {
  return new Promise((done, fail) => {
    const sent = request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () =>
        done({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.once('error', fail);
    sent.end();
  });
}

test('serves the page for every route, and says where NATS is', async () => {
  const port = await serve('ws://127.0.0.1:9/');
  for (const path of ['/', '/index.html', '/projects/p1', '/projects/p.1/files/src/a.ts?x=1']) {
    const { status, headers, body } = await ask(port, path);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(body.toString()).toContain('<meta name="slate-nats-url" content="ws://127.0.0.1:9/">');
    expect(headers['cache-control']).toBe('no-cache');
  }
});

test('escapes the URL of NATS in HTML', async () => {
  const { body } = await ask(await serve(`ws://h/?a="><script>$'&b`), '/');
  expect(body.toString()).toBe(
    '<html><meta name="slate-nats-url" content="ws://h/?a=&#34;&#62;&#60;script&#62;$&#39;&#38;b"></html>',
  );
});

test('hashed assets are cached for ever; a missing one is a 404, not the page', async () => {
  const port = await serve();
  const found = await ask(port, '/assets/main-abc.js');
  expect(found.headers).toMatchObject({
    'content-type': 'text/javascript',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  expect(found.body.toString()).toBe(script);
  expect((await ask(port, '/assets/main-old.js')).status).toBe(404);
  expect((await ask(port, '/icon.svg')).headers).toMatchObject({
    'content-type': 'image/svg+xml',
    'cache-control': 'no-cache',
  });
});

test('sends compressed files to those who accept them', async () => {
  const port = await serve();
  const encodings = [
    { accept: 'gzip, deflate, br', used: 'br', unpack: brotliDecompressSync },
    { accept: 'gzip;q=0.8', used: 'gzip', unpack: gunzipSync },
    { accept: 'br;q=0, gzip', used: 'gzip', unpack: gunzipSync },
    { accept: 'gzip; q=0.000, BR;Q=0', used: undefined, unpack: (body: Buffer) => body },
    { accept: 'br;q=0.01', used: 'br', unpack: brotliDecompressSync },
    { accept: 'identity', used: undefined, unpack: (body: Buffer) => body },
  ];
  for (const { accept, used, unpack } of encodings) {
    const answer = await ask(port, '/assets/main-abc.js', { 'accept-encoding': accept });
    expect(answer.headers['content-encoding']).toBe(used);
    expect(unpack(answer.body).toString()).toBe(script);
  }
});

test('nothing outside of the build can be reached', async () => {
  const port = await serve();
  for (const path of [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/.source-hash',
    '//etc/passwd',
  ]) {
    const { body, status } = await ask(port, path);
    expect(body.toString(), path).not.toContain('secret');
    expect([200, 404]).toContain(status);
  }
  expect((await ask(port, '/%zz')).status).toBe(200);
});

test('answers HEAD without a body and refuses other methods', async () => {
  const port = await serve();
  const head = await ask(port, '/assets/main-abc.js', {}, 'HEAD');
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([
    200,
    String(script.length),
    0,
  ]);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    expect((await ask(port, '/', {}, method)).status).toBe(405);
  }
});

test('lets the browser run only our scripts, and talk only to our NATS', async () => {
  const { headers } = await ask(await serve('ws://127.0.0.1:4223'), '/');
  const policy = String(headers['content-security-policy']).split('; ');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("connect-src 'self' ws://127.0.0.1:4223");
  expect(policy).toContain("frame-ancestors 'none'");
  // Previews of uploaded files.
  expect(policy).toContain("img-src 'self' data: blob:");
  expect(policy).toContain('media-src blob:');
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test('no URL of NATS can add to the policy', async () => {
  const { headers } = await ask(await serve('wss://h/a;script-src *,x?y'), '/');
  expect(headers['content-security-policy']).toContain(
    "connect-src 'self' wss://h/a%3Bscript-src%20*%2Cx;",
  );
  const cluster = await ask(await serve('ws://a:1, wss://b/x'), '/');
  expect(cluster.headers['content-security-policy']).toContain(
    "connect-src 'self' ws://a:1 wss://b/x;",
  );
});

test('listens on loopback only', async () => {
  const port = await serve();
  const other = Object.values((await import('node:os')).networkInterfaces())
    .flat()
    .find((address) => address && !address.internal && address.family === 'IPv4')?.address;
  if (other === undefined) return;
  await expect(
    new Promise((done, fail) => get({ host: other, port }, done).once('error', fail)),
  ).rejects.toThrow('ECONNREFUSED');
});

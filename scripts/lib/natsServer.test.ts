import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { pinnedVersion } from './natsRelease.mjs';
import { ensureNatsServer } from './natsServer.mjs';
import { isProductionReady } from './natsVersion.mjs';
import { tempDir } from '../testing/tempDir.ts';

/** For servers that do answer, on a machine that is busy. */
const patience = { headersMs: 60_000, stallMs: 60_000 };
const program = (version: string) => `#!/bin/sh\necho "nats-server: v${version}"\n`;

/** A tar archive like the release's: a directory, a text, the program. */
function releaseArchive(): Buffer {
  const entry = (path: string, type: string, content: string) => {
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write(`${Buffer.byteLength(content).toString(8).padStart(11, '0')}\0`, 124);
    header.write(type, 156);
    const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
    body.write(content);
    return Buffer.concat([header, body]);
  };
  return gzipSync(
    Buffer.concat([
      entry('nats-server-v2/', '5', ''),
      entry('nats-server-v2/README.md', '0', 'nats-server\n'.repeat(100)),
      entry('nats-server-v2/nats-server', '0', program(pinnedVersion)),
      Buffer.alloc(1024),
    ]),
  );
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

/** Plays the release: serves an archive and the checksum of another, if that is given. */
function playRelease(archive: Buffer, summed = archive): Promise<string> {
  const sum = createHash('sha256').update(summed).digest('hex');
  const names = ['linux-amd64', 'linux-arm64', 'darwin-amd64', 'darwin-arm64'].map(
    (system) => `nats-server-v${pinnedVersion}-${system}.tar.gz`,
  );
  return listen(({ url }, response) => {
    if (url === `/v${pinnedVersion}/SHA256SUMS`) {
      response.end(names.map((name) => `${sum}  ${name}\n`).join(''));
    } else if (names.some((name) => url === `/v${pinnedVersion}/${name}`)) response.end(archive);
    else response.writeHead(404).end();
  });
}

/** Looks for a nats-server in an empty world, where only the given release exists. */
function find(natsDownloadUrl: string, dir = tempDir(), natsServerBin?: string, limits = patience) {
  return ensureNatsServer({
    settings: { natsServerBin, natsDownloadUrl, dataDir: join(dir, 'data'), cacheDir: dir },
    env: { PATH: join(dir, 'path') },
    limits,
    onPath: (name) => [join(dir, 'path', name)],
    installPackage: async () => {
      throw new Error('no package here');
    },
  });
}

function putProgram(file: string, text: string): string {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

test('fetches the release, checks it, and finds it the next time', async () => {
  const dir = tempDir();
  const file = await find(await playRelease(releaseArchive()), dir);
  expect(file).toBe(join(dir, `nats-server-v${pinnedVersion}`, 'nats-server'));
  expect(readFileSync(file, 'utf8')).toBe(program(pinnedVersion));
  expect(await find('http://127.0.0.1:1', dir)).toBe(file);
});

test('refuses an archive that is not the one of the checksums', async () => {
  const dir = tempDir();
  const url = await playRelease(gzipSync('evil'), releaseArchive());
  await expect(find(url, dir)).rejects.toThrow(/tampered with or damaged/);
  expect(existsSync(join(dir, `nats-server-v${pinnedVersion}`))).toBe(false);
});

test('refuses an archive that the checksums do not list', async () => {
  const archive = releaseArchive();
  const url = await listen(({ url: path }, response) =>
    response.end(path?.endsWith('SHA256SUMS') ? '<html>Sign in</html>' : archive),
  );
  await expect(find(url)).rejects.toThrow(/SHA256SUMS does not list nats-server-v/);
});

test('refuses an archive without the program', async () => {
  await expect(find(await playRelease(gzipSync(Buffer.alloc(1024))))).rejects.toThrow(
    /holds no nats-server/,
  );
});

test.each([
  {
    world: 'a 404',
    listener: (_, response) => void response.writeHead(404).end(),
    limits: patience,
    why: /HTTP 404/,
  },
  {
    world: 'a server that never answers',
    listener: () => {},
    limits: { ...patience, headersMs: 150 },
    why: /no answer for 150 ms/,
  },
  {
    world: 'a server that stalls in the middle',
    listener: (_, response) => void response.write('half'),
    limits: { ...patience, stallMs: 150 },
    why: /stalled for 150 ms/,
  },
] satisfies {
  world: string;
  listener: RequestListener;
  limits: typeof patience;
  why: RegExp;
}[])('$world ends in an error that names the ways out', async ({ listener, limits, why }) => {
  const problem = find(await listen(listener), tempDir(), undefined, limits);
  await expect(problem).rejects.toThrow(why);
  await expect(problem).rejects.toThrow(/PATH[^]*SLATE_NATS_SERVER_BIN[^]*SLATE_NATS_DOWNLOAD_URL/);
});

test('nobody listening is an error with the reason', async () => {
  await expect(find('http://127.0.0.1:1')).rejects.toThrow(/no package here/);
});

test('PATH comes before what was fetched, unless what is there does not run', async () => {
  const dir = tempDir();
  const fetched = putProgram(join(dir, 'data', 'bin', 'nats-server'), program('2.15.1'));
  const onPath = putProgram(join(dir, 'path', 'nats-server'), program('2.12.7'));
  expect(await find('http://127.0.0.1:1', dir)).toBe(onPath);
  putProgram(onPath, '#!/bin/sh\nexit 1\n');
  expect(await find('http://127.0.0.1:1', dir)).toBe(fetched);
});

test('SLATE_NATS_SERVER_BIN is used or named in an error, never passed over', async () => {
  const dir = tempDir();
  putProgram(join(dir, 'path', 'nats-server'), program('2.15.1'));
  const mine = putProgram(join(dir, 'mine'), program('2.9.10'));
  expect(await find('http://127.0.0.1:1', dir, mine)).toBe(mine);
  await expect(find('http://127.0.0.1:1', dir, join(dir, 'nope'))).rejects.toThrow(
    /SLATE_NATS_SERVER_BIN .*does not exist/,
  );
  putProgram(mine, '#!/bin/sh\nexit 1\n');
  await expect(find('http://127.0.0.1:1', dir, mine)).rejects.toThrow(
    /SLATE_NATS_SERVER_BIN .*does not run/,
  );
});

test('knows the versions with the security fixes', () => {
  const fixed = ['2.11.16', '2.11.20', '2.12.7', '2.13.0', '2.15.1', '3.0.0'];
  const open = ['2.9.10', '2.10.27', '2.11.15', '2.12.6', '1.4.1'];
  expect([...fixed, ...open].filter(isProductionReady)).toEqual(fixed);
});

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type RequestListener, createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tempDir } from '../testing/tempDir.ts';
import { ensureNatsServer, release } from './natsServer.ts';
import { isProductionReady } from './natsVersion.ts';

const { version } = release;
const program = (reported: string) => `#!/bin/sh\necho "nats-server: v${reported}"\n`;

/** An archive like the release's: a directory with a text and the program. */
function releaseArchive(name = 'nats-server'): Buffer {
  const dir = tempDir();
  putProgram(join(dir, 'nats-server-v2', name), program(version));
  writeFileSync(join(dir, 'nats-server-v2', 'README.md'), 'nats-server\n'.repeat(100));
  return execFileSync('tar', ['-cz', 'nats-server-v2'], { cwd: dir });
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

/** Plays the release host. */
const serve = (archive: Buffer) =>
  listen(({ url }, response) => {
    if (url?.startsWith(`/v${version}/nats-server-v${version}-`)) response.end(archive);
    else response.writeHead(404).end();
  });

interface World {
  readonly url?: string;
  readonly dir?: string;
  readonly natsServerBin?: string;
  /** The archive whose checksum is known. */
  readonly known?: Buffer;
  readonly timeoutMs?: number;
}

/** Looks for a nats-server in an empty world, with at most the given release. */
function find({
  url = 'http://127.0.0.1:1',
  dir = tempDir(),
  natsServerBin,
  known = Buffer.alloc(0),
  timeoutMs = 60_000,
}: World) {
  const hash = createHash('sha256').update(known).digest('hex');
  const systems = ['linux-amd64', 'linux-arm64', 'darwin-amd64', 'darwin-arm64'];
  return ensureNatsServer({
    settings: {
      natsServerBin,
      natsDownloadUrl: url,
      dataDir: join(dir, 'data'),
      cacheDir: dir,
    },
    env: { PATH: join(dir, 'path') },
    release: { version, sha256: Object.fromEntries(systems.map((system) => [system, hash])) },
    timeoutMs,
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

test('downloads the release, checks it, and finds it the next time', async () => {
  const dir = tempDir();
  const known = releaseArchive();
  const file = await find({ url: await serve(known), dir, known });
  expect(file).toBe(join(dir, `nats-server-v${version}`, 'nats-server'));
  expect(readFileSync(file, 'utf8')).toBe(program(version));
  expect(await find({ dir })).toBe(file);
});

test('refuses an archive that is not the known one', async () => {
  const dir = tempDir();
  const world = { url: await serve(releaseArchive()), dir, known: Buffer.from('another') };
  await expect(find(world)).rejects.toThrow(/is not the known release: its SHA-256 is/);
  expect(existsSync(join(dir, `nats-server-v${version}`))).toBe(false);
});

test('refuses an archive without the program', async () => {
  const known = releaseArchive('other');
  await expect(find({ url: await serve(known), known })).rejects.toThrow(/ENOENT/);
});

test.each([
  {
    world: 'a 404',
    listener: (_, response) => void response.writeHead(404).end(),
    why: /HTTP 404/,
  },
  { world: 'a server that never answers', listener: () => {}, why: /due to timeout/ },
  {
    world: 'a server that stalls in the middle',
    listener: (_, response) => void response.write('half'),
    why: /due to timeout/,
  },
] satisfies { world: string; listener: RequestListener; why: RegExp }[])(
  '$world ends in an error that names the ways out',
  async ({ world, listener, why }) => {
    const timeoutMs = world === 'a 404' ? 60_000 : 150;
    const problem = find({ url: await listen(listener), timeoutMs });
    await expect(problem).rejects.toThrow(why);
    await expect(problem).rejects.toThrow(
      /no package here[^]*PATH[^]*SLATE_NATS_SERVER_BIN[^]*SLATE_NATS_DOWNLOAD_URL/,
    );
  },
);

test('PATH comes before what was downloaded, unless what is there does not run', async () => {
  const dir = tempDir();
  const fetched = putProgram(join(dir, 'data', 'bin', 'nats-server'), program('2.15.1'));
  const onPath = putProgram(join(dir, 'path', 'nats-server'), program('2.12.7'));
  expect(await find({ dir })).toBe(onPath);
  putProgram(onPath, '#!/bin/sh\nexit 1\n');
  expect(await find({ dir })).toBe(fetched);
});

test('SLATE_NATS_SERVER_BIN is used or named in an error, never passed over', async () => {
  const dir = tempDir();
  putProgram(join(dir, 'path', 'nats-server'), program('2.15.1'));
  const mine = putProgram(join(dir, 'mine'), program('2.9.10'));
  expect(await find({ dir, natsServerBin: mine })).toBe(mine);
  await expect(find({ dir, natsServerBin: join(dir, 'nope') })).rejects.toThrow(
    /SLATE_NATS_SERVER_BIN .*does not exist/,
  );
  putProgram(mine, '#!/bin/sh\nexit 1\n');
  await expect(find({ dir, natsServerBin: mine })).rejects.toThrow(
    /SLATE_NATS_SERVER_BIN .*does not run/,
  );
});

test('knows the versions with the security fixes', () => {
  const fixed = ['2.11.16', '2.11.20', '2.12.7', '2.13.0', '2.15.1', '3.0.0'];
  const open = ['2.9.10', '2.10.27', '2.11.15', '2.12.6', '1.4.1'];
  expect([...fixed, ...open].filter(isProductionReady)).toEqual(fixed);
});

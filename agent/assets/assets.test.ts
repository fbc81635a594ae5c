import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished, describe, expect, test } from 'vitest';
import { startNats } from '../../scripts/testing/natsProcess.ts';
import {
  type AssetRecord,
  type CommandOutput,
  uploadChunkSubject,
} from '../../src/catalogs/slate/index.ts';
import {
  isMessagingError,
  type MessagingClient,
  storeBytes,
} from '../../src/lib/messaging/index.ts';
import { chunkBounds, chunksOf, hasChunk } from '../../src/lib/upload/ranges.ts';
import { startAgentRig } from '../testing/agents.ts';
import { temporaryDirectory, until } from '../testing/workbench.ts';

const PROJECT = 'demo';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A server, an agent that hosts one project which may be edited, and a page. */
async function setUp(env: Readonly<Record<string, string>> = {}) {
  const nats = await startNats(temporaryDirectory('slate-nats'));
  onTestFinished(() => nats.dispose());
  const rig = await startAgentRig({ url: nats.tcpUrl, passwords: nats.passwords });
  const dataDir = temporaryDirectory('slate-agent');
  const projectDir = join(dataDir, 'projects', PROJECT);
  mkdirSync(projectDir, { recursive: true });
  writeFileSync(join(projectDir, 'slate.json'), '{}');
  const startAgent = async () => {
    const agent = await rig.agent([], { dataDir, env });
    await until(() => list(rig.page));
    return agent;
  };
  const agent = await startAgent();
  const events: string[] = [];
  rig.page.follow('slate.asset.*.*', 'all', {
    onEvents: (deliveries) => {
      for (const { event } of deliveries) events.push(`${event.type} ${event.data?.name}`);
    },
  });
  return {
    nats,
    page: rig.page,
    agent,
    startAgent,
    events,
    projectDir,
    assetsDir: join(projectDir, 'assets'),
  };
}

type Begun = CommandOutput<'asset.begin'>;

const begin = (page: MessagingClient, name: string, bytes: Uint8Array, digest = sha256(bytes)) =>
  page.request(
    'asset.begin',
    { projectId: PROJECT },
    { name, size: bytes.length, digest, createdBy: 'Ada' },
  );

/** Sends what the agent does not have, up to `end`; again until it is stored. */
async function send(
  page: MessagingClient,
  { uploadId, received, chunkSize }: Begun,
  bytes: Uint8Array,
  end = Number.POSITIVE_INFINITY,
) {
  for (let chunk = 0; chunk < Math.min(end, chunksOf(bytes.length, chunkSize)); chunk++) {
    if (hasChunk(received, chunk)) continue;
    const { from, to } = chunkBounds(chunk, bytes.length, chunkSize);
    await until(() =>
      storeBytes(
        page,
        uploadChunkSubject(uploadId, chunk),
        bytes.subarray(from, to),
        `${uploadId}.${chunk}`,
      ),
    );
  }
}

/** Has every write to a file fail as on a full disk. @returns what ends that */
function fill(path: string): () => void {
  const aside = `${path}.aside`;
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path)) renameSync(path, aside);
  symlinkSync('/dev/full', path);
  return () => {
    rmSync(path);
    if (existsSync(aside)) renameSync(aside, path);
  };
}

const finish = (page: MessagingClient, { uploadId }: Begun, digest: string) =>
  page.request(
    'asset.finish',
    { projectId: PROJECT },
    { uploadId, digest },
    { timeoutMs: 40_000, idempotencyKey: uploadId },
  );

async function upload(
  page: MessagingClient,
  name: string,
  bytes: Uint8Array,
): Promise<AssetRecord> {
  const begun = await begin(page, name, bytes);
  await send(page, begun, bytes);
  return finish(page, begun, sha256(bytes));
}

const list = (page: MessagingClient) =>
  page.request(
    'asset.list',
    { projectId: PROJECT },
    {},
    { idempotencyKey: 'x', timeoutMs: 20_000 },
  );

const random = (size: number) => {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
  }
  return bytes;
};

describe('an upload', () => {
  test('becomes a file of the project and an asset, published under both keys', async () => {
    const { page, events, assetsDir } = await setUp();
    const bytes = random(700_000);
    const asset = await upload(page, 'über.bin', bytes);
    expect(asset).toMatchObject({
      name: 'über.bin',
      size: 700_000,
      createdBy: 'Ada',
      digest: sha256(bytes),
      type: 'application/octet-stream',
    });
    expect(sha256(readFileSync(join(assetsDir, 'über.bin')))).toBe(sha256(bytes));
    await until(() => expect(events).toContain('created über.bin'));
    const { assets, limits } = await list(page);
    expect(assets).toEqual([asset]);
    expect(limits.usedBytes).toBe(700_000);
    const piece = await page.request('asset.read', { assetId: asset.assetId }, { offset: 699_990 });
    expect(Buffer.from(piece.data, 'base64')).toEqual(Buffer.from(bytes.subarray(-10)));
    expect(readdirSync(assetsDir)).toEqual(['über.bin']);
  });

  test('goes on after kill -9 of the agent and of the server; repeated chunks do no harm', async () => {
    const { page, nats, agent, startAgent, assetsDir } = await setUp();
    const bytes = random(1_500_000);
    const begun = await begin(page, 'big.bin', bytes);
    await send(page, begun, bytes, 5);
    const again = await until(async () => {
      const known = await begin(page, 'big.bin', bytes);
      expect(known.received).toEqual([[0, 5]]);
      return known;
    });
    expect(again.uploadId).toBe(begun.uploadId);
    await agent.kill('SIGKILL');
    await nats.restart();
    await until(() => expect(page.getState().status).toBe('live'));
    // The chunk before and two more, while no agent is there.
    await send(page, { ...begun, received: [[0, 4]] }, bytes, 7);
    await startAgent();
    const resumed = await until(async () => {
      const known = await begin(page, 'big.bin', bytes);
      expect(known.received).toEqual([[0, 7]]);
      return known;
    });
    await send(page, resumed, bytes);
    await finish(page, resumed, sha256(bytes));
    expect(sha256(readFileSync(join(assetsDir, 'big.bin')))).toBe(sha256(bytes));
  });

  test('that differs from its digest is refused, and begins from nothing', async () => {
    const { page, assetsDir } = await setUp();
    const bytes = random(300_000);
    const wrong = await begin(page, 'a.bin', bytes, sha256(random(3)));
    await send(page, wrong, bytes);
    await expect(finish(page, wrong, sha256(bytes))).rejects.toMatchObject({
      code: 'rejected',
      reason: 'failed',
      message: expect.stringContaining('SHA-256 differs'),
    });
    expect((await begin(page, 'a.bin', bytes)).received).toEqual([]);
    expect(existsSync(assetsDir)).toBe(false);
  });

  test.skipIf(!existsSync('/dev/full'))(
    'that the agent’s disk has no room for fails in words, leaves nothing, and goes on',
    async () => {
      const { page, agent, assetsDir, events } = await setUp();
      const bytes = random(300_000);
      const begun = await begin(page, 'big.bin', bytes);
      await send(page, begun, bytes, 1);
      await until(async () =>
        expect((await begin(page, 'big.bin', bytes)).received).toEqual([[0, 1]]),
      );
      const { dataDir } = agent;
      const data = join(dataDir, 'uploads', begun.uploadId, 'data');
      const full = { reason: 'failed', message: expect.stringContaining('the disk is full') };

      const release = fill(data);
      await send(page, begun, bytes);
      await expect(finish(page, begun, sha256(bytes))).rejects.toMatchObject(full);
      await expect(begin(page, 'big.bin', bytes)).rejects.toMatchObject(full);
      expect((await list(page)).unfinished).toEqual([
        { uploadId: begun.uploadId, name: 'big.bin', size: 300_000, receivedBytes: 131_072 },
      ]);
      release();

      // The file has room, and what is known of it has none.
      const releaseIndex = fill(join(dataDir, 'assets', `${PROJECT}.json.${agent.pid}.tmp`));
      const again = await begin(page, 'big.bin', bytes);
      expect(again.uploadId).toBe(begun.uploadId);
      await send(page, again, bytes);
      await expect(finish(page, again, sha256(bytes))).rejects.toMatchObject(full);
      expect(readdirSync(assetsDir)).toEqual([]);
      expect(await list(page)).toMatchObject({ assets: [], unfinished: [{ name: 'big.bin' }] });
      expect(events).toEqual([]);
      releaseIndex();

      const asset = await finish(page, again, sha256(bytes));
      expect(sha256(readFileSync(join(assetsDir, asset.name)))).toBe(sha256(bytes));
      expect(await list(page)).toMatchObject({ assets: [{ name: 'big.bin' }], unfinished: [] });
    },
  );

  test('over a limit is refused before it begins, and one that was cancelled is forgotten', async () => {
    const { page } = await setUp({
      SLATE_MAX_ASSET_BYTES: '1000',
      SLATE_MAX_PROJECT_ASSETS_BYTES: '1500',
    });
    await expect(begin(page, 'a.bin', random(1_001))).rejects.toMatchObject({
      reason: 'invalid',
      message: '“a.bin” has 1001 bytes. The limit is 1000 bytes per file.',
    });
    const bytes = random(1_000);
    const { uploadId } = await begin(page, 'a.bin', bytes);
    await expect(begin(page, 'b.bin', random(600))).rejects.toMatchObject({
      message: expect.stringContaining(
        '“b.bin” has 600 bytes, and of the 1.4 kB for the assets of a project 500 bytes are left.',
      ),
    });
    await page.request('asset.cancel', { projectId: PROJECT }, { uploadId });
    await expect(
      finish(page, { uploadId, received: [], chunkSize: 1, limit: 1 }, sha256(bytes)),
    ).rejects.toMatchObject({ reason: 'not-found' });
    await upload(page, 'b.bin', random(600));
  });

  test('never replaces a file, nor follows a link out of the project', async () => {
    const { page, projectDir, assetsDir } = await setUp();
    mkdirSync(assetsDir);
    writeFileSync(join(assetsDir, 'logo.png'), 'mine');
    expect(await upload(page, '../../logo.png', random(10))).toMatchObject({
      name: 'logo (2).png',
    });
    expect(await upload(page, 'LOGO.png', random(11))).toMatchObject({ name: 'LOGO.png' });
    expect(await upload(page, 'logo.PNG', random(12))).toMatchObject({ name: 'logo (3).PNG' });
    expect(readFileSync(join(assetsDir, 'logo.png'), 'utf8')).toBe('mine');
    const outside = temporaryDirectory('outside');
    renameSync(assetsDir, join(projectDir, 'before'));
    symlinkSync(outside, assetsDir);
    await expect(upload(page, 'x.bin', random(5))).rejects.toMatchObject({ reason: 'failed' });
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe('an asset', () => {
  test('is renamed by its revision, deleted and brought back, each with an event', async () => {
    const { page, events, assetsDir, agent, startAgent } = await setUp();
    const bytes = random(10);
    const { assetId, revision } = await upload(page, 'a.bin', bytes);
    const ids = { assetId };
    const renamed = await page.request('asset.rename', ids, {
      name: 'b.bin',
      revision,
      updatedBy: 'Bo',
    });
    expect(renamed.revision).toBe(revision + 1);
    await expect(
      page.request('asset.rename', ids, { name: 'c.bin', revision }),
    ).rejects.toMatchObject({
      reason: 'changed',
      details: { theirs: { name: 'b.bin' } },
    });
    await expect(
      page.request('asset.rename', ids, { name: '.env', revision: renamed.revision }),
    ).rejects.toMatchObject({ reason: 'invalid' });
    const { restorable } = await page.request('asset.delete', ids, {
      revision: renamed.revision,
      deletedBy: 'Bo',
    });
    expect(restorable).toBe(true);
    expect(readdirSync(assetsDir)).toEqual([]);
    expect((await list(page)).assets).toEqual([]);
    await agent.kill('SIGKILL');
    await startAgent();
    const restored = await page.request(
      'asset.restore',
      ids,
      { restoredBy: 'Bo' },
      { idempotencyKey: 'r', timeoutMs: 20_000 },
    );
    expect(restored).toMatchObject({ assetId, name: 'b.bin', revision: renamed.revision + 1 });
    expect(readFileSync(join(assetsDir, 'b.bin'))).toEqual(Buffer.from(bytes));
    await until(() =>
      expect(events).toEqual(['created a.bin', 'updated b.bin', 'deleted b.bin', 'created b.bin']),
    );
  });

  test('of a directory that was given to the agent is only listed', async () => {
    const nats = await startNats(temporaryDirectory('slate-nats'));
    onTestFinished(() => nats.dispose());
    const { page, agent } = await startAgentRig({ url: nats.tcpUrl, passwords: nats.passwords });
    const dir = join(temporaryDirectory('given'), PROJECT);
    mkdirSync(dir);
    await agent([dir]);
    await until(() => list(page));
    expect(await list(page)).toMatchObject({
      assets: [],
      readOnlyReason: expect.stringContaining('--edit'),
    });
    await expect(begin(page, 'a.bin', random(1))).rejects.toMatchObject({ reason: 'conflict' });
  });
});

test('what looks like a key is not taken, and no file becomes one', async () => {
  const { page } = await setUp();
  for (const name of ['id_rsa', '.env', '.ssh', 'C:\\keys\\.npmrc']) {
    await expect(begin(page, name, random(3))).rejects.toMatchObject({ reason: 'invalid' });
  }
  const { assetId, revision } = await upload(page, 'a.bin', random(3));
  const input = { name: 'server.pem', revision };
  await expect(page.request('asset.rename', { assetId }, input)).rejects.toMatchObject({
    reason: 'invalid',
  });
});

test('an unknown asset is answered by no agent', async () => {
  const { page } = await setUp();
  const asked = page.request(
    'asset.read',
    { assetId: 'unknown' },
    { offset: 0 },
    { timeoutMs: 500 },
  );
  const error = await asked.catch((thrown: unknown) => thrown);
  expect(isMessagingError(error, 'timeout')).toBe(true);
});

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { BuildArtifact } from '../../../catalogs/slate/index.ts';
import { MessagingError } from '../../../lib/messaging/index.ts';
import { downloadArtifact, MAX_DOWNLOAD_BYTES, safeFileName } from './downloadArtifact.ts';

const PIECE = 10;
const bytesOf = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7) % 256);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

type Request = Parameters<typeof downloadArtifact>[0]['request'];

/** An agent that gives `content` in pieces; `before` may throw or change what is given. */
function agentWith(
  content: Uint8Array,
  before: (offset: number, call: number) => number = () => PIECE,
) {
  let calls = 0;
  let inFlight = 0;
  let most = 0;
  const request = async (_: string, __: object, { offset }: { offset: number }) => {
    calls += 1;
    const call = calls;
    inFlight += 1;
    most = Math.max(most, inFlight);
    await Promise.resolve();
    inFlight -= 1;
    const length = before(offset, call);
    const data = Buffer.from(content.slice(offset, offset + length)).toString('base64');
    return { data, size: content.length };
  };
  return { client: { request: request as unknown as Request }, most: () => most };
}

const artifactOf = (content: Uint8Array, rest: Partial<BuildArtifact> = {}): BuildArtifact => ({
  path: 'dist/app.bin',
  size: content.length,
  sha256: sha256(content),
  ...rest,
});

function get(agent: ReturnType<typeof agentWith>, artifact: BuildArtifact, signal?: AbortSignal) {
  const progress: number[] = [];
  const options = {
    signal: signal ?? new AbortController().signal,
    onProgress: (bytes: number) => progress.push(bytes),
  };
  return downloadArtifact(agent.client, 'b1', artifact, options).then((result) => ({
    ...result,
    progress,
  }));
}

describe('a download', () => {
  test.each([0, 1, PIECE, PIECE + 1, 95, 200])('of %i bytes is whole and checked', async (n) => {
    const content = bytesOf(n);
    const agent = agentWith(content);
    const { blob, verified, progress } = await get(agent, artifactOf(content));
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(content);
    expect(verified).toBe(true);
    expect(progress.at(-1)).toBe(n);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(agent.most()).toBeLessThanOrEqual(4);
  });

  test('goes on after a connection that was lost', async () => {
    const content = bytesOf(50);
    const agent = agentWith(content, (_, call) => {
      if (call === 3) throw new MessagingError('offline', 'gone');
      return PIECE;
    });
    expect((await get(agent, artifactOf(content))).verified).toBe(true);
  });

  test('without a hash is whole, and not called checked', async () => {
    const content = bytesOf(30);
    const { sha256: _, ...artifact } = artifactOf(content);
    expect((await get(agentWith(content), artifact)).verified).toBe(false);
  });

  test.each<[string, (content: Uint8Array) => Promise<unknown>, RegExp]>([
    [
      'another hash',
      (content) => get(agentWith(content), artifactOf(content, { sha256: 'a'.repeat(64) })),
      /hash differs/,
    ],
    [
      'another size',
      (content) => get(agentWith(content), artifactOf(content, { size: 40 })),
      /has changed/,
    ],
    [
      'an end before its time',
      (content) =>
        get(
          agentWith(content, (offset) => (offset < 20 ? PIECE : 3)),
          artifactOf(content),
        ),
      /has changed/,
    ],
    [
      'nothing in it',
      (content) =>
        get(
          agentWith(content, () => 0),
          artifactOf(content),
        ),
      /changed/,
    ],
    [
      'too much',
      (content) => get(agentWith(content), artifactOf(content, { size: MAX_DOWNLOAD_BYTES + 1 })),
      /too big/,
    ],
  ])('with %s is refused in words', async (_, run, why) => {
    await expect(run(bytesOf(50))).rejects.toThrow(why);
  });

  test('that is cancelled asks for nothing more', async () => {
    const content = bytesOf(200);
    const controller = new AbortController();
    let calls = 0;
    const agent = agentWith(content, (_, call) => {
      calls = call;
      if (call === 3) controller.abort();
      return PIECE;
    });
    await expect(get(agent, artifactOf(content), controller.signal)).rejects.toThrow();
    expect(calls).toBeLessThan(12);
  });
});

test.each([
  ['dist/app.js', 'app.js'],
  ['../../etc/passwd', 'passwd'],
  ['a\\b\\c.txt', 'c.txt'],
  ['.bashrc', 'bashrc'],
  ['..', 'artifact'],
  ['', 'artifact'],
  ['x\u202Egpj.exe', 'x_gpj.exe'],
  ['a\nb"<c>|.txt', 'a_b_c_.txt'],
  [`${'x'.repeat(300)}.tar.gz`, `${'x'.repeat(113)}.tar.gz`],
])('%j is saved as %j', (path, name) => expect(safeFileName(path)).toBe(name));

import { expect, test } from 'vitest';
import type { BuildArtifact } from '../../../catalogs/slate/index.ts';
import { downloadArchive, safeArchivePath } from './downloadArchive.ts';
import { type downloadArtifact } from './downloadArtifact.ts';

type Client = Parameters<typeof downloadArtifact>[0];

/** An agent that has these files of one build, each in one piece. */
const agentWith = (files: Readonly<Record<string, string>>) => {
  const read = async (_: string, __: object, { path }: { path: string }) => {
    const content = files[path] ?? '';
    return { data: Buffer.from(content).toString('base64'), size: content.length };
  };
  return { request: read as unknown as Client['request'] };
};
const artifact = (path: string, size: number): BuildArtifact => ({ path, size });

/** The names and contents of a zip without compression, by its local headers. */
async function unpack(zip: ReadableStream<Uint8Array>): Promise<Record<string, string>> {
  const bytes = Buffer.from(await new Response(zip).arrayBuffer());
  const found: Record<string, string> = {};
  const directory = bytes.readUInt32LE(bytes.lastIndexOf(Buffer.from('PK\u0005\u0006')) + 16);
  for (let at = directory; bytes.readUInt32LE(at) === 0x02014b50; ) {
    const size = bytes.readUInt32LE(at + 24);
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, nameEnd);
    const local = bytes.readUInt32LE(at + 42);
    const content = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    found[name] = bytes.toString('utf8', content, content + size);
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return found;
}

test('all files are in one zip, under their own paths, and the progress is of all', async () => {
  const progress: number[] = [];
  const options = {
    signal: new AbortController().signal,
    onProgress: (bytes: number) => progress.push(bytes),
  };
  const files = { 'dist/app.js': 'app', 'report é.html': '<p>' };
  const zip = downloadArchive(
    agentWith(files),
    'b1',
    Object.keys(files).map((path) => artifact(path, 3)),
    options,
  );
  expect(await unpack(zip)).toEqual(files);
  expect(progress.at(-1)).toBe(6);
});

test('a file that has changed fails the whole, by name', async () => {
  const zip = downloadArchive(agentWith({ 'a.txt': 'changed' }), 'b1', [artifact('a.txt', 3)], {
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  await expect(new Response(zip).blob()).rejects.toThrow(/^a\.txt: The file has changed/);
});

test.each([
  ['dist/app.js', 'dist/app.js'],
  ['../../etc/passwd', 'etc/passwd'],
  ['/etc//passwd', 'etc/passwd'],
  ['a\\..\\..\\b', 'a/b'],
  ['C:\\x', 'C_/x'],
  ['..', 'artifact'],
])('%s is unpacked as %s', (path, safe) => {
  expect(safeArchivePath(path)).toBe(safe);
});

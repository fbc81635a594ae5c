import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { TEXT_NAME } from '../../src/lib/editing/checkUpdate.ts';
import { ChunkAssembler, toChunks } from '../../src/lib/editing/chunks.ts';
import { CHUNK_BYTES } from '../../src/lib/editing/limits.ts';
import {
  type AuthorityMessage,
  decodeMessage,
  encodeMessage,
} from '../../src/lib/editing/messages.ts';
import { createFileCommands } from '../files/fileCommands.ts';
import { openProjectFiles } from '../files/projectFiles.ts';
import { createFakeClient } from '../testing/fakeClient.ts';
import { temporaryDirectory, until } from '../testing/workbench.ts';
import { type EditorHostParts, serveEditor } from './editorHost.ts';
import { journalPath } from './journal.ts';

type Session = { session: string; clientId: number };

type Reader = (chunk: Uint8Array, ids: { readonly userId: string }) => void;

/** A project whose files are edited by pages of the test's own making. */
async function setUp(contents: Readonly<Record<string, string>>) {
  const dir = temporaryDirectory('slate-editor');
  const dataDir = temporaryDirectory('slate-data');
  for (const [path, content] of Object.entries(contents)) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  const files = await openProjectFiles({
    projectId: 'web',
    readOnlyReason: async () => null,
    say: () => {},
    ...{ dir, dataDir },
  });
  const responder = createFakeClient();
  const published: AuthorityMessage[] = [];
  const assembler = new ChunkAssembler();
  const readers = new Map<string, Reader>();
  const client: EditorHostParts['client'] = {
    publishBytes(_, __, chunk) {
      const assembled = assembler.add(chunk, 0);
      const decoded = assembled.kind === 'complete' ? decodeMessage(assembled.message) : null;
      if (decoded?.ok && decoded.message.kind !== 'update') published.push(decoded.message);
    },
    subscribeBytes(_, fields, onBytes) {
      const { fileId } = fields as Readonly<Record<'fileId', string>>;
      readers.set(fileId, onBytes as Reader);
      return () => readers.delete(fileId);
    },
  };
  const stop = serveEditor({ client, responder, dataDir, say: () => {}, sweepMs: 20 }, files);
  onTestFinished(async () => {
    await stop();
    await files.close();
  });
  const idOf = (path: string) => files.at(path)?.fileId ?? '';
  return {
    ...{ dir, dataDir, files, published, idOf },
    open: (fileId: string, sessions: Session[] = [], userId = 'u1') =>
      responder.ask('editor.open', { projectId: 'web' }, { fileId, sessions }, { userId }),
    /** As the server lets a user publish. */
    send: (fileId: string, userId: string, chunk: Uint8Array) =>
      readers.get(fileId)?.(chunk, { userId }),
  };
}

type Host = Awaited<ReturnType<typeof setUp>>;

/** A page that has opened a file, and may be anything but honest. */
async function openPage({ open, send }: Host, fileId: string, userId = 'u1') {
  const doc = new Y.Doc();
  const session = `${userId}-session`;
  const opened = await open(fileId, [{ session, clientId: doc.clientID }], userId);
  if (opened.kind !== 'shared') throw new Error(opened.reason);
  Y.applyUpdate(doc, Buffer.from(opened.transfer.data, 'base64'));
  let n = 0;
  const chunksOf = (update: Uint8Array) => {
    n += 1;
    const message = { kind: 'update', epoch: opened.epoch, session, n, update } as const;
    return toChunks(encodeMessage(message), `${userId}-${n}`);
  };
  const sendUpdate = (update: Uint8Array, as = userId) => {
    for (const chunk of chunksOf(update)) send(fileId, as, chunk);
  };
  return {
    doc,
    chunksOf,
    sendUpdate,
    type(text: string, at = 0) {
      const updates: Uint8Array[] = [];
      const note = (update: Uint8Array) => updates.push(update);
      doc.on('update', note);
      doc.getText(TEXT_NAME).insert(at, text);
      doc.off('update', note);
      sendUpdate(Y.mergeUpdates(updates));
    },
  };
}

const onDisk = ({ dir }: Host, path = 'a.txt') => readFileSync(join(dir, path), 'utf8');

describe('journals of deleted files', () => {
  test('stay while the deletion can be undone, and go with the file', async () => {
    const host = await setUp({ 'src/a.txt': 'one\n', 'b.txt': 'two\n', 'c.txt': 'three\n' });
    const { dir, files, open, idOf, dataDir } = host;
    const commands = createFileCommands(files, dataDir);
    const ids = ['src/a.txt', 'b.txt', 'c.txt'].map(idOf);
    const [inDirectory = '', gone = '', kept = ''] = ids;
    const there = () => ids.map((fileId) => existsSync(journalPath(dataDir, 'web', fileId)));
    for (const fileId of ids) await open(fileId);
    const page = await openPage(host, inDirectory, 'u2');
    page.type('typed ');
    await until(() => expect(onDisk(host, 'src/a.txt')).toBe('typed one\n'));
    const { fileId: directory, revision } = files.at('src') ?? { fileId: '', revision: '' };
    await commands.remove(directory, revision, 'Ada');
    rmSync(join(dir, 'b.txt'));
    await files.rescan();
    // No trash has the second: nobody can open it again.
    await until(() => expect(there()).toEqual([true, false, true]));
    expect(files.get(gone)).toBeUndefined();
    await commands.restore(directory, 'Ada');
    const again = await openPage(host, inDirectory, 'u3');
    expect(again.doc.getText(TEXT_NAME).toJSON()).toBe('typed one\n');
    await commands.remove(directory, files.get(directory)?.revision ?? '', 'Ada');
    // Somebody empties the trash.
    rmSync(join(dataDir, 'projects', '.deleted', 'web-files'), { recursive: true });
    await until(() => expect(there()).toEqual([false, false, true]));
    expect(files.get(kept)?.path).toBe('c.txt');
  });
});

describe('a page that is not honest', () => {
  test('changes nothing with garbage, and the agent goes on', async () => {
    const host = await setUp({ 'a.txt': 'one\n' });
    const fileId = host.idOf('a.txt');
    const page = await openPage(host, fileId);
    let seed = 7;
    const random = () => {
      seed = (seed * 48_271) % 0x7fff_ffff;
      return seed % 256;
    };
    for (let round = 0; round < 300; round++) {
      const garbage = Uint8Array.from({ length: 1 + (round % 90) }, random);
      host.send(fileId, 'u1', garbage);
      for (const chunk of toChunks(garbage, `g${round}`)) host.send(fileId, 'u1', chunk);
      if (round < 100) page.sendUpdate(garbage);
    }
    expect(host.published.every(({ kind }) => kind === 'refused')).toBe(true);
    page.type('typed ');
    await until(() => expect(onDisk(host)).toBe('typed one\n'));
  });

  test('writes under no other client’s number, no other’s session, and not as the agent', async () => {
    const host = await setUp({ 'a.txt': 'one\n' });
    const fileId = host.idOf('a.txt');
    const honest = await openPage(host, fileId);
    const thief = await openPage(host, fileId, 'u2');
    const forged = new Y.Doc();
    forged.clientID = honest.doc.clientID;
    forged.getText(TEXT_NAME).insert(0, 'forged ');
    const update = Y.encodeStateAsUpdate(forged);
    thief.sendUpdate(update);
    honest.sendUpdate(update, 'u2');
    expect(host.published).toMatchObject([
      { kind: 'refused', reason: 'invalid' },
      { kind: 'refused', reason: 'session' },
    ]);
    honest.sendUpdate(update, 'agent');
    expect(host.published).toHaveLength(2);
    honest.type('mine ');
    await until(() => expect(onDisk(host)).toBe('mine one\n'));
  });

  test('is stopped by the first chunk of 50 MB', async () => {
    const host = await setUp({ 'a.txt': 'one\n' });
    const fileId = host.idOf('a.txt');
    const page = await openPage(host, fileId);
    const count = 200;
    const chunks = toChunks(new Uint8Array(CHUNK_BYTES * count), 'big');
    expect(chunks).toHaveLength(count);
    const assembler = new ChunkAssembler();
    for (const chunk of chunks) {
      host.send(fileId, 'u1', chunk);
      // Each says how many there are: none of so many is kept.
      expect(assembler.add(chunk, 0)).toMatchObject({ kind: 'invalid' });
    }
    expect(host.published).toEqual([]);
    page.type('typed ');
    await until(() => expect(onDisk(host)).toBe('typed one\n'));
  });

  test('fills no memory with beginnings of messages under many names', async () => {
    const host = await setUp({ 'a.txt': 'one\n' });
    const fileId = host.idOf('a.txt');
    const page = await openPage(host, fileId);
    const updates: Uint8Array[] = [];
    page.doc.on('update', (update: Uint8Array) => updates.push(update));
    page.doc.getText(TEXT_NAME).insert(0, 'x'.repeat(2 * CHUNK_BYTES));
    const chunks = page.chunksOf(Y.mergeUpdates(updates));
    expect(chunks.length).toBeGreaterThan(1);
    const [first = new Uint8Array(), ...rest] = chunks;
    host.send(fileId, 'u1', first);
    for (let n = 2; n < 50; n++) host.send(fileId, `u${n}`, first);
    for (const chunk of rest) host.send(fileId, 'u1', chunk);
    expect(host.published).toEqual([]);
    // As a page does that hears nothing.
    for (const chunk of chunks) host.send(fileId, 'u1', chunk);
    expect(host.published).toMatchObject([{ kind: 'applied', n: 1 }]);
  });

  test('gets a file of a million lines read-only, and only its beginning', async () => {
    const lines = Array.from({ length: 1_000_000 }, (_, row) => `line ${row}`).join('\n');
    const { open, idOf, dataDir } = await setUp({ 'a.txt': lines });
    const opened = await open(idOf('a.txt'));
    expect(opened).toMatchObject({
      kind: 'plain',
      reason: expect.stringContaining('larger than 1 MB'),
      transfer: { size: 256 * 1024 },
    });
    expect(existsSync(journalPath(dataDir, 'web', idOf('a.txt')))).toBe(false);
  });

  test('opens no more than its share of files, and nothing by a name', async () => {
    const paths = Array.from({ length: 201 }, (_, n) => `f${n}.txt`);
    const { open, idOf, dir } = await setUp({
      ...Object.fromEntries(paths.map((path) => [path, path])),
      '.env': 'SECRET=1',
      '.git/hooks/pre-commit': '',
      'keys/id_rsa': 'secret',
    });
    for (const path of paths.slice(0, 200)) await open(idOf(path));
    await expect(open(idOf('f200.txt'))).rejects.toMatchObject({ code: 'failed' });
    await expect(open(idOf('f0.txt'))).resolves.toMatchObject({ kind: 'shared' });
    for (const path of [
      ...['f0.txt', '../f0.txt', join(dir, 'f0.txt'), 'f0.txt\0', '.env', '.ENV', 'keys/id_rsa'],
      ...['.git/hooks/pre-commit', '.GIT/hooks/pre-commit', '__proto__', ''],
    ]) {
      expect(idOf('.env')).toBe('');
      await expect(open(path), path).rejects.toMatchObject({ code: 'not-found' });
    }
  });

  test('reads nothing through what takes a file’s place', async () => {
    const host = await setUp({ 'a.txt': 'one\n', 'b.txt': 'two\n', 'd/c.txt': 'three\n' });
    const { dir, open, idOf } = host;
    const outside = temporaryDirectory('slate-outside');
    writeFileSync(join(outside, 'c.txt'), 'secret');
    // The index still has them as files.
    const [link, socket, behind] = [idOf('a.txt'), idOf('b.txt'), idOf('d/c.txt')];
    rmSync(join(dir, 'a.txt'));
    symlinkSync(join(outside, 'c.txt'), join(dir, 'a.txt'));
    rmSync(join(dir, 'b.txt'));
    const server = createServer().listen(join(dir, 'b.txt'));
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    renameSync(join(dir, 'd'), join(outside, 'd'));
    symlinkSync(outside, join(dir, 'd'));
    for (const fileId of [link, socket, behind]) {
      await expect(open(fileId)).rejects.toMatchObject({
        code: expect.stringMatching(/^(invalid|not-found)$/),
        message: expect.not.stringContaining(outside),
      });
    }
  });

  test.each(['link', 'pipe'])(
    'reads nothing through a %s that takes its place between check and use',
    async (kind) => {
      const { open, idOf, files } = await setUp({ 'a.txt': 'one\n' });
      const outside = join(temporaryDirectory('slate-outside'), 'target.txt');
      writeFileSync(outside, 'secret');
      const { locate } = files;
      files.locate = async (fileId) => {
        const path = await locate(fileId);
        rmSync(path);
        if (kind === 'link') symlinkSync(outside, path);
        else execFileSync('mkfifo', [path]);
        return path;
      };
      await expect(open(idOf('a.txt'))).rejects.toMatchObject({
        code: 'invalid',
        message: 'It is not a regular file any more.',
      });
    },
  );

  test('writes through no link that takes the file’s place while it is open', async () => {
    const host = await setUp({ 'a.txt': 'one\n' });
    const { dir, idOf, published } = host;
    const outside = join(temporaryDirectory('slate-outside'), 'target.txt');
    writeFileSync(outside, 'one\n');
    const page = await openPage(host, idOf('a.txt'));
    rmSync(join(dir, 'a.txt'));
    symlinkSync(outside, join(dir, 'a.txt'));
    page.type('typed ');
    await until(() =>
      expect(published.some(({ kind }) => kind === 'unsaved' || kind === 'reset')).toBe(true),
    );
    expect(readFileSync(outside, 'utf8')).toBe('one\n');
  });
});

test('two hundred pages type in one file, and all agree', async () => {
  const host = await setUp({ 'a.txt': '' });
  const fileId = host.idOf('a.txt');
  const pages = await Promise.all(
    Array.from({ length: 200 }, (_, n) => openPage(host, fileId, `u${n}`)),
  );
  for (const [n, page] of pages.entries()) page.type(`${n}\n`);
  await until(() => expect(onDisk(host).split('\n')).toHaveLength(201));
  const readers = [...pages.slice(0, 3), ...pages.slice(-3)];
  for (const message of host.published) {
    if (message.kind !== 'applied') continue;
    for (const { doc } of readers) Y.applyUpdate(doc, message.update);
  }
  const texts = new Set(readers.map(({ doc }) => doc.getText(TEXT_NAME).toJSON()));
  expect([...texts]).toEqual([onDisk(host)]);
});

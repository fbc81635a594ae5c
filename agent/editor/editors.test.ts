import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { slateCatalog, slateCommands } from '../../src/catalogs/slate/index.ts';
import { createEditorTransport } from '../../src/features/editor/editorTransport.ts';
import { applyEdits } from '../../src/lib/editing/diff.ts';
import { toChunks } from '../../src/lib/editing/chunks.ts';
import { EditingClient } from '../../src/lib/editing/EditingClient.ts';
import { encodeMessage } from '../../src/lib/editing/messages.ts';
import { MemoryStore } from '../../src/lib/editing/testing/memoryHost.ts';
import { createClient, systemClock } from '../../src/lib/messaging/index.ts';
import { type NatsProcess, startNats } from '../../scripts/testing/natsProcess.ts';
import type { Role } from '../../scripts/nats/secrets.ts';
import { connectNats } from '../broker/nats.ts';
import type { OpenFiles } from '../files/fileEntry.ts';
import { openProjectFiles } from '../files/projectFiles.ts';
import { temporaryDirectory, until } from '../testing/workbench.ts';
import { diffApart } from './diffApart.ts';
import { createEditors } from './editors.ts';

// The real server with the real permissions: what a role may not do is the server's word.
let nats: NatsProcess;
const natsDir = mkdtempSync(join(tmpdir(), 'slate-editors-nats-'));

beforeAll(async () => {
  nats = await startNats(natsDir, 4173);
});
afterAll(async () => {
  await nats.dispose();
  rmSync(natsDir, { recursive: true, force: true });
});

function connect(role: Role, userId: string) {
  const inboxPrefix = `_INBOX.${role}`;
  const denied: string[] = [];
  const client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    connect: connectNats({
      url: `nats://127.0.0.1:${nats.tcpPort}`,
      user: role,
      password: nats.passwords[role],
      inboxPrefix,
      name: role,
    }),
    ...{ userId, inboxPrefix },
    onProblem: (problem) => {
      if (problem.kind === 'denied') denied.push(problem.subject);
    },
  });
  onTestFinished(() => client.close({ drainMs: 0 }));
  return Object.assign(client, { denied });
}

async function host(text: string, dir = temporaryDirectory('slate-editors')) {
  const dataDir = temporaryDirectory('slate-data');
  const path = join(dir, 'a.txt');
  writeFileSync(path, text);
  const files = await openProjectFiles({
    projectId: 'web',
    readOnlyReason: async () => null,
    say: () => {},
    ...{ dir, dataDir },
  });
  const client = connect('agent', 'agent');
  const responder = connect('responder', 'agent');
  const start = () =>
    createEditors({
      filesHost: { onFiles: (begin: (some: OpenFiles) => () => void) => begin(files) },
      ...{ client, responder, dataDir },
      say: () => {},
    });
  let editors = start();
  onTestFinished(async () => {
    await editors.close();
    await files.close();
  });
  await until(() => expect(responder.getState().status).toBe('live'));
  await responder.flush();
  return {
    ...{ dir, path },
    fileId: files.at('a.txt')?.fileId ?? '',
    restart: async () => {
      await editors.close();
      editors = start();
    },
    /** Another agent looks after the files from now on. */
    giveUp: async () => {
      await editors.close();
      await files.close();
    },
  };
}

function open(role: Role, userId: string, fileId: string) {
  const client = connect(role, userId);
  const page = new EditingClient({
    transport: createEditorTransport(client, 'web', fileId, () => `The ${userId}`),
    clock: systemClock,
    newId: () => crypto.randomUUID(),
    newClientId: () => new Y.Doc().clientID,
    store: new MemoryStore(),
  });
  onTestFinished(() => page.close());
  void page.start();
  const text = () => page.getView().document?.text.toJSON();
  const type = (at: number, insert: string) => page.getView().document?.text.insert(at, insert);
  return { client, page, text, type, status: () => page.getView().state.status };
}

test('two pages edit one file, through a restart of the agent, and it is on disk', async () => {
  const { path, fileId, restart } = await host('one\ntwo\n');
  const a = open('editor', 'u1', fileId);
  const b = open('editor', 'u2', fileId);
  await until(() => expect([a.status(), b.status()]).toEqual(['synced', 'synced']));
  a.type(0, 'A');
  b.type(8, 'B');
  await until(() => expect([a.text(), b.text()]).toEqual(['Aone\ntwo\nB', 'Aone\ntwo\nB']));
  await until(() => expect(a.status()).toBe('synced'));
  expect(readFileSync(path, 'utf8')).toBe('Aone\ntwo\nB');
  await restart();
  a.type(0, 'again ');
  await until(() => expect(b.text()).toBe('again Aone\ntwo\nB'));
  await until(() => expect(readFileSync(path, 'utf8')).toBe('again Aone\ntwo\nB'));
});

test('an agent that gives the files up leaves on disk what it has acknowledged', async () => {
  const first = await host('one\n');
  const a = open('editor', 'u1', first.fileId);
  await until(() => expect(a.status()).toBe('synced'));
  a.type(0, 'typed ');
  await until(() => expect(a.page.getView().document?.hasUnsent).toBe(false));
  await first.giveUp();
  // The next one has a data directory of its own, and knows the file by what is in it.
  const next = await host(readFileSync(first.path, 'utf8'), first.dir);
  const b = open('editor', 'u2', next.fileId);
  await until(() => expect(b.text()).toBe('typed one\n'));
  b.type(0, 'more ');
  await until(() => expect(readFileSync(first.path, 'utf8')).toBe('more typed one\n'));
});

test('a text of several messages comes and goes whole', async () => {
  const large = 'lines of text\n'.repeat(40_000);
  const { path, fileId } = await host(large);
  const a = open('editor', 'u1', fileId);
  const b = open('editor', 'u2', fileId);
  await until(() => expect([a.text() === large, b.text() === large]).toEqual([true, true]));
  const paste = 'p'.repeat(400_000);
  a.type(0, paste);
  await until(() => expect(b.text()?.length).toBe(large.length + paste.length));
  await until(() => expect(readFileSync(path, 'utf8') === paste + large).toBe(true));
});

test('a viewer reads along, and the server takes nothing from them', async () => {
  const { path, fileId } = await host('one\n');
  const writer = open('editor', 'u1', fileId);
  const viewer = open('viewer', 'u2', fileId);
  await until(() => expect([writer.status(), viewer.status()]).toEqual(['synced', 'readOnly']));
  expect(viewer.page.getView().state).toMatchObject({ reason: expect.stringContaining('role') });
  viewer.type(0, 'no ');
  await until(() => expect(viewer.client.denied).toContain(`slate.editor.sync.u2.${fileId}`));
  writer.type(0, 'yes ');
  await until(() => expect(readFileSync(path, 'utf8')).toBe('yes one\n'));
  await until(() => expect(viewer.page.getView().document?.confirmedText).toBe('yes one\n'));
});

test('only the agent speaks as the agent, and each user for themselves', async () => {
  const { path, fileId } = await host('one\n');
  const honest = open('editor', 'u1', fileId);
  await until(() => expect(honest.status()).toBe('synced'));
  const { document } = honest.page.getView();
  const epoch = document?.epoch ?? '';
  const thief = connect('editor', 'u2');
  await until(() => expect(thief.getState().status).toBe('live'));
  const forged = new Y.Doc();
  forged.clientID = document?.live.clientID ?? 0;
  forged.getText('text').insert(0, 'forged ');
  const update = Y.encodeStateAsUpdate(forged);
  const session = document?.session ?? '';
  const send = (userId: string, message: Parameters<typeof encodeMessage>[0]) => {
    for (const chunk of toChunks(encodeMessage(message), 'm')) {
      thief.publishBytes('editor.sync', { userId, fileId }, chunk);
    }
  };
  send('agent', { kind: 'applied', epoch, docSeq: 1, session: 'x', n: 1, update });
  send('u2', { kind: 'update', epoch, session, n: 1, update });
  await until(() => expect(thief.denied).toContain(`slate.editor.sync.agent.${fileId}`));
  honest.type(0, 'mine ');
  await until(() => expect(readFileSync(path, 'utf8')).toBe('mine one\n'));
  expect(honest.text()).toBe('mine one\n');
});

test('long texts are compared in a thread', async () => {
  const before = Array.from({ length: 5_000 }, (_, row) => `line ${row}`).join('\n');
  const after = before.replace('line 17\n', 'other\n').replace('line 4000', 'line four');
  const edits = await diffApart(before, after);
  expect(edits).toHaveLength(2);
  expect(applyEdits(before, edits)).toBe(after);
});

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startNats } from '../../scripts/testing/natsProcess.ts';
import { slateCatalog, slateCommands } from '../../src/catalogs/slate/index.ts';
import {
  createClient,
  isMessagingError,
  type MessagingClient,
} from '../../src/lib/messaging/index.ts';
import { connectNats } from '../broker/nats.ts';
import { startAgentRig } from '../testing/agents.ts';
import { PATIENCE_MS, temporaryDirectory, until } from '../testing/workbench.ts';

function makeProject(name: string, editable = true) {
  const dir = join(temporaryDirectory('slate-project'), name);
  mkdirSync(dir);
  writeFileSync(join(dir, 'slate.json'), JSON.stringify({ editable }));
  writeFileSync(join(dir, 'a.txt'), 'hello');
  return dir;
}

const list = (page: MessagingClient, projectId: string) =>
  until(async () => {
    const { entries } = await page.request('file.list', { projectId }, {});
    return new Map(entries.map((entry) => [entry.path, entry]));
  });

describe('files, with a real server', { timeout: PATIENCE_MS * 3 }, () => {
  test('are changed by editors and only read by viewers, on the server’s word', async () => {
    const nats = await startNats(temporaryDirectory('slate-nats'));
    onTestFinished(() => nats.dispose());
    const rig = await startAgentRig({ url: nats.tcpUrl, passwords: nats.passwords });
    const dir = makeProject('web');
    await rig.agent([dir]);
    const viewer = createClient({
      catalog: slateCatalog,
      commands: slateCommands,
      connect: connectNats({
        url: nats.tcpUrl,
        user: 'viewer',
        password: nats.passwords.viewer,
        inboxPrefix: '_INBOX.viewer',
        name: 'viewer',
      }),
      userId: 'u2',
      inboxPrefix: '_INBOX.viewer',
    });
    onTestFinished(() => viewer.close({ drainMs: 0 }));
    const { fileId = '', revision = '' } = (await list(viewer, 'web')).get('a.txt') ?? {};
    const projectId = 'web';
    expect(await viewer.request('file.find', { projectId }, { query: 'a.t' })).toMatchObject({
      files: [{ fileId, path: 'a.txt' }],
    });
    const { matches } = await viewer.request('file.search', { projectId }, { query: 'HELLO' });
    expect(matches).toMatchObject([{ fileId, line: 1, column: 1 }]);
    expect(await viewer.request('file.base', { fileId }, {})).toMatchObject({ text: null });
    const denied = { code: 'denied' };
    await expect(
      viewer.request('file.create', { projectId }, { path: 'b', kind: 'file' }),
    ).rejects.toMatchObject(denied);
    await expect(
      viewer.request('file.move', { fileId }, { path: 'b', revision }),
    ).rejects.toMatchObject(denied);
    await expect(viewer.request('file.delete', { fileId }, { revision })).rejects.toMatchObject(
      denied,
    );
    await expect(viewer.request('file.restore', { fileId }, {})).rejects.toMatchObject(denied);

    const byProject: string[] = [];
    const byFile: string[] = [];
    viewer.follow('slate.file.*.web', 'all', {
      onEvents: (all) =>
        byProject.push(...all.map(({ event }) => `${event.type} ${event.data?.path}`)),
    });
    viewer.follow(`slate.file.*.${fileId}`, 'all', {
      onEvents: (all) => byFile.push(...all.map(({ event }) => `${event.type} ${event.data?.by}`)),
    });
    const editor = rig.page;
    const moved = await editor.request(
      'file.move',
      { fileId },
      { path: 'b.txt', revision, movedBy: 'Ada' },
    );
    await editor.request('file.delete', { fileId }, { revision: moved.revision, deletedBy: 'Ada' });
    const restored = await editor.request('file.restore', { fileId }, { restoredBy: 'Grace' });
    expect(restored).toMatchObject({ path: 'b.txt', fileId });
    const made = await editor.request('file.create', { projectId }, { path: 'c', kind: 'file' });
    expect(made.fileId).not.toBe(fileId);
    rmSync(join(dir, 'c'));
    await until(() =>
      expect(byProject).toEqual([
        'updated b.txt',
        'deleted b.txt',
        'created b.txt',
        'created c',
        'deleted c',
      ]),
    );
    await until(() => expect(byFile).toEqual(['updated Ada', 'deleted Ada', 'created Grace']));
  });

  test('of a project with two hosts are looked after by one, and by the other when that is gone', async () => {
    const rig = await startAgentRig();
    const dir = makeProject('web');
    const first = await rig.agent([dir], { ackWaitMs: 1_500 });
    const before = (await list(rig.page, 'web')).get('a.txt');
    await rig.agent([dir], { ackWaitMs: 1_500 });
    for (let times = 0; times < 5; times++) {
      expect((await list(rig.page, 'web')).get('a.txt')).toEqual(before);
    }
    await first.kill('SIGKILL');
    await until(async () => {
      const entries = await rig.page
        .request('file.list', { projectId: 'web' }, {})
        .catch((error: unknown) => {
          if (isMessagingError(error)) return null;
          throw error;
        });
      expect(entries?.entries.map(({ path }) => path)).toEqual(['a.txt', 'slate.json']);
    });
  });
});

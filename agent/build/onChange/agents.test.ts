import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startNats } from '../../../scripts/testing/natsProcess.ts';
import { slateCatalog, slateCommands } from '../../../src/catalogs/slate/index.ts';
import { createClient } from '../../../src/lib/messaging/index.ts';
import { connectNats } from '../../broker/nats.ts';
import { type AgentRig, startAgentRig } from '../../testing/agents.ts';
import { PATIENCE_MS, temporaryDirectory, until } from '../../testing/workbench.ts';

/** @param command runs where the project is */
function makeProject(projectId: string, command: string, more: object = {}) {
  const dir = join(temporaryDirectory('slate-project'), projectId);
  mkdirSync(join(dir, 'src'), { recursive: true });
  const steps = [{ name: 'Build', command }];
  writeFileSync(join(dir, 'slate.json'), JSON.stringify({ build: { steps }, ...more }));
  writeFileSync(join(dir, 'src', 'a.txt'), '');
  return {
    projectId,
    dir,
    /** As an editor does that puts a new file in the old one's place. */
    save(text: string) {
      writeFileSync(join(dir, '.slate-draft-test'), text);
      renameSync(join(dir, '.slate-draft-test'), join(dir, 'src', 'a.txt'));
    },
  };
}

const get = ({ page }: AgentRig, projectId: string) =>
  page.request('project.get', { projectId }, {});

async function turn(rig: AgentRig, projectId: string, buildOnChange: boolean) {
  const revision = await until(async () => {
    const record = await get(rig, projectId);
    if (typeof record.revision !== 'number') throw new Error('no record yet');
    // Its files are looked after a moment later than its record is there.
    await rig.page.request('file.list', { projectId }, {});
    return record.revision;
  });
  const input = { buildOnChange, revision, updatedBy: 'Ada' };
  return rig.page.request('project.configure', { projectId }, input);
}

const starts = ({ events }: AgentRig) => events.filter(({ type }) => type === 'started');
const ended = ({ events }: AgentRig, count: number) =>
  until(() => expect(events.filter(({ type }) => type === 'completed')).toHaveLength(count));

describe('builds on change, with real agents', { timeout: PATIENCE_MS * 3 }, () => {
  test('are switched on by editors alone, outlive the agent, and say which files changed', async () => {
    const nats = await startNats(temporaryDirectory('slate-nats'));
    onTestFinished(() => nats.dispose());
    const rig = await startAgentRig({ url: nats.tcpUrl, passwords: nats.passwords });
    const web = makeProject('web', 'true', { editable: true });
    const first = await rig.agent([web.dir], { ackWaitMs: 1_500 });
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
    await until(() => expect(viewer.getState().status).toBe('live'));
    const { projectId } = web;
    await expect(
      viewer.request('project.configure', { projectId }, { buildOnChange: true, revision: 1 }),
    ).rejects.toMatchObject({ code: 'denied' });

    const changes: unknown[] = [];
    rig.page.subscribe('slate.project.updated.web', ({ data }) => changes.push(data));
    const on = await turn(rig, projectId, true);
    expect(on.buildOnChange).toMatchObject({ by: 'Ada' });
    await until(() =>
      expect(changes).toMatchObject([{ buildOnChange: true, updatedBy: 'Ada', name: 'web' }]),
    );
    web.save('one');
    await ended(rig, 1);
    expect(starts(rig)).toMatchObject([
      { data: { trigger: { kind: 'change', files: ['src/a.txt'] } } },
    ]);
    expect(starts(rig)[0]?.data).not.toHaveProperty('startedBy');

    await first.kill('SIGKILL');
    await rig.agent([web.dir], { dataDir: first.dataDir, ackWaitMs: 1_500 });
    await until(async () => {
      await rig.page.request('file.list', { projectId }, {});
    });
    expect((await get(rig, projectId)).buildOnChange).toEqual(on.buildOnChange);
    // Through Slate: it is known who did it.
    const { entries } = await rig.page.request('file.list', { projectId }, { path: 'src' });
    const { fileId = '', revision = '' } = entries[0] ?? {};
    const input = { path: 'src/b.txt', revision, movedBy: 'Grace' };
    await rig.page.request('file.move', { fileId }, input);
    // A kill may come before the agent has noted what the first build was for: that is built again.
    const moved = expect.objectContaining({
      startedBy: 'Grace',
      trigger: expect.objectContaining({ kind: 'change', files: ['src/b.txt'] }),
    });
    await until(() => expect(starts(rig).map(({ data }) => data)).toContainEqual(moved));

    const off = await turn(rig, projectId, false);
    expect(off.buildOnChange).toBeUndefined();
  });

  test('that write where nothing is ignored end, and a save meanwhile is built', async () => {
    const rig = await startAgentRig();
    const gate = join(temporaryDirectory('slate-gate'), 'open');
    const command = `date +%N > made; cp src/a.txt copy.txt; echo copied; while [ ! -e ${gate} ]; do sleep 0.05; done`;
    const web = makeProject('web', command, { artifacts: ['made'] });
    await rig.agent([web.dir]);
    await turn(rig, 'web', true);
    web.save('one');
    await until(() => expect(rig.printed).toHaveLength(1));
    web.save('two');
    writeFileSync(gate, '');
    // The copy of the second build is another one than that of the first.
    await ended(rig, 3);
    const named = starts(rig).map(({ data }) => data?.trigger);
    expect(named).toMatchObject([
      { files: ['src/a.txt'] },
      { files: expect.arrayContaining(['src/a.txt']) },
      { files: ['copy.txt'] },
    ]);
    web.save('two');
    await ended(rig, 4);
    // Its copy is the one that was there: this is the only further build.
    web.save('three');
    await until(() =>
      expect(
        starts(rig)
          .slice(4)
          .map(({ data }) => data?.trigger),
      ).toMatchObject([{ files: ['src/a.txt'] }, { files: ['copy.txt'] }]),
    );
  });

  test('are started by one of two agents, and by the other when that is gone', async () => {
    const rig = await startAgentRig();
    const web = makeProject('web', 'true');
    const first = await rig.agent([web.dir], { ackWaitMs: 1_500 });
    await turn(rig, 'web', true);
    await rig.agent([web.dir], { ackWaitMs: 1_500 });
    web.save('one');
    await ended(rig, 1);
    // A second one would wait before this.
    await rig.page.request('build.start', { projectId: 'web' }, {});
    await ended(rig, 2);
    expect(starts(rig).filter(({ data }) => data?.trigger)).toHaveLength(1);
    await first.kill('SIGKILL');
    // Until the other agent looks after the files, nobody sees what is saved.
    await until(() => {
      web.save(String(Math.random()));
      expect(starts(rig).length).toBeGreaterThan(2);
    });
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MAX_CHARS } from '../broker/flow.ts';
import { isLive, range, takeNotes, withRig } from '../../src/lib/messaging/testing/rig.ts';
import { temporaryDirectory, until } from '../testing/workbench.ts';

const MAIN = resolve(import.meta.dirname, '..', 'main.ts');
const LINES = 400;
/** Asked again, because its answer was late, it must not start a second session. */
const pressedOnce = { idempotencyKey: 'pressed-once' };

function startAgent(url: string, dataDir: string, project: string): ChildProcess {
  const agent = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      SLATE_NATS_URL: url,
      SLATE_AGENT_PASSWORD: 'any',
      SLATE_RESPONDER_PASSWORD: 'any',
      SLATE_DATA_DIR: dataDir,
      SLATE_PROJECTS: JSON.stringify([project]),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => kill(agent));
  return agent;
}

async function kill(agent: ChildProcess): Promise<void> {
  if (agent.exitCode !== null || agent.signalCode !== null) return;
  const gone = once(agent, 'exit');
  agent.kill('SIGKILL');
  await gone;
}

/** A program that waits for a file, prints its lines and ends. */
function makeProject(lines: number, width = 1): { dir: string; release(): void } {
  const dir = join(temporaryDirectory(), 'web');
  mkdirSync(dir);
  const command = `until [ -e gate ]; do sleep 0.05; done; seq -f %0${width}.0f 0 ${lines - 1}`;
  writeFileSync(join(dir, 'slate.json'), JSON.stringify({ run: { command } }));
  return { dir, release: () => writeFileSync(join(dir, 'gate'), '') };
}

const linesIn = ({ data }: { readonly data?: unknown }) =>
  (data as { message: string }).message.split('\n');

test('what an agent that was killed had queued is stored once and in order by the next', () =>
  withRig({}, async (rig) => {
    const project = makeProject(LINES);
    const dataDir = temporaryDirectory('slate-data');
    const first = startAgent(rig.server.tcpUrl, dataDir, project.dir);
    const page = await rig.liveClient();
    const { sessionId } = await until(() =>
      page.request('runtime.start', { projectId: 'web' }, {}, pressedOnce),
    );
    await until(async () => expect(await rig.stored('SLATE_EVENTS', 'slate.runtime.>')).toBe(1));
    await rig.server.kill();
    project.release();
    await until(() =>
      expect(readFileSync(join(dataDir, 'outbox.jsonl'), 'utf8')).toContain('runtime.stopped'),
    );
    await kill(first);
    await rig.server.restart();
    startAgent(rig.server.tcpUrl, dataDir, project.dir);
    await isLive(page);
    const notes = takeNotes(page, `slate.runtime.*.${sessionId}`, 'all');
    await until(() =>
      expect(notes.deliveries.map(({ meta }) => meta.name)).toContain('runtime.stopped'),
    );
    const logs = () => notes.deliveries.filter(({ meta }) => meta.name === 'runtime.log');
    const lines = () => logs().flatMap(({ event }) => linesIn(event));
    await until(() => expect(lines()).toHaveLength(LINES));
    expect(lines()).toEqual(range(LINES).map(String));
    expect(await rig.stored('SLATE_LOGS')).toBe(logs().length);
    // Its own end, and none that was made up: it waited in the outbox.
    expect(await rig.stored('SLATE_EVENTS', 'slate.runtime.>')).toBe(2);
    await until(() =>
      expect(readFileSync(join(dataDir, 'running.json'), 'utf8')).not.toContain(sessionId),
    );
  }));

test('without JetStream for ever nothing hangs; what of it is state is stored when there is some', () =>
  withRig({ jetstream: false }, async (rig) => {
    // More than flow control lets wait for a stream.
    const width = 1_000;
    const lines = (1.5 * MAX_CHARS) / width;
    const project = makeProject(lines, width);
    const dataDir = temporaryDirectory('slate-data');
    startAgent(rig.server.tcpUrl, dataDir, project.dir);
    const page = await rig.liveClient();
    const seen: string[] = [];
    let logged = 0;
    page.subscribe('slate.runtime.log.*', (event) => {
      logged += linesIn(event).length;
    });
    page.subscribe('slate.runtime.stopped.*', (event) => seen.push(event.sessionId));
    const { sessionId } = await until(() =>
      page.request('runtime.start', { projectId: 'web' }, {}, pressedOnce),
    );
    project.release();
    await until(() => expect(seen).toEqual([sessionId]));
    await until(() => expect(logged).toBe(lines));
    await rig.server.restart({ jetstream: true });
    await until(async () => expect(await rig.stored('SLATE_EVENTS', 'slate.runtime.>')).toBe(2));
    // The agent makes the streams one after the other.
    await until(async () => expect(await rig.stored('SLATE_LOGS')).toBe(0));
    expect(seen).toEqual([sessionId]);
  }));

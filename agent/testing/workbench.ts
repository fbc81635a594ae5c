import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { createFlows } from '../broker/flow.ts';
import { openBuildRecords } from '../build/buildRecords.ts';
import { openChildRecords } from '../process/childRecords.ts';
import { openDurations } from '../build/durations.ts';
import { createPublisher } from '../publish/publisher.ts';
import { createStartProcess, type ProcessSpec } from '../process/process.ts';
import { type HostedProject, hostProjects } from '../projects/projects.ts';
import { readProcess } from '../process/processTable.ts';
import { createBuildNumbers } from '../build/buildNumbers.ts';
import { openUnfinishedWork } from '../recovery/unfinished.ts';
import { createFakeClient } from './fakeClient.ts';
import { createFakeKeyValue } from './fakeKeyValue.ts';

/** Long enough for two busy cores; a test that passes never waits for it. */
export const PATIENCE_MS = 45_000;

/** Waits for a condition; fails the test with what `check` threw last. */
export function until<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: 20 });
}

/** A directory that is gone after the test. */
export function temporaryDirectory(name = 'slate'): string {
  const dir = mkdtempSync(join(tmpdir(), `${name}-`));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  return dir;
}

/** Everything of an agent but the server: real processes and files, a client that remembers. */
export async function createWorkbench(dataDir = temporaryDirectory('slate-data')) {
  const client = createFakeClient();
  const said: string[] = [];
  const records = await openChildRecords(dataDir);
  onTestFinished(() => records.killAllNow());
  const tools = {
    agent: { id: 'agent-1', name: 'build-1' },
    publisher: createPublisher(client, (line) => said.push(line)),
    startProcess: createStartProcess({ records, env: process.env, secrets: [] }),
    running: openUnfinishedWork(dataDir),
    records: openBuildRecords(dataDir),
    durations: openDurations(dataDir),
    numbers: createBuildNumbers(client, createFakeKeyValue()),
    createFlow: createFlows(),
    leases: { take: async () => async () => {}, onLost: () => () => {} },
  };
  return { client, dataDir, records, said, tools };
}

/** A project in a directory of its own, with this slate.json (none for undefined). */
export function createProject(slateJson: unknown, name = 'web'): HostedProject {
  const dir = temporaryDirectory(name);
  if (slateJson !== undefined) {
    const text = typeof slateJson === 'string' ? slateJson : JSON.stringify(slateJson);
    writeFileSync(join(dir, 'slate.json'), text);
  }
  const [project] = hostProjects([dir]);
  if (!project) throw new Error('no project');
  return project;
}

/** A command line for the shell. */
export function shell(command: string, cwd = process.cwd()): ProcessSpec {
  return { command, args: null, cwd, env: {} };
}

/** A Node script without a file. */
export function script(code: string): ProcessSpec {
  return { command: process.execPath, args: ['-e', code], cwd: process.cwd(), env: {} };
}

/** True while a process with this pid does anything. */
export function isAlive(pid: number): boolean {
  const row = readProcess(pid);
  return row !== null && !row.zombie;
}

import { join } from 'node:path';
import * as z from 'zod/mini';
import { dataFile } from './dataFile.ts';
import { readProcess } from './processTable.ts';
import { endTree, killTreeNow, type ProcessTree } from './processTree.ts';

/** A pid alone may belong to a stranger after a while; with its start time it never does. */
const processIdentity = z.object({ pid: z.number(), started: z.string() });
const childRecord = z.object({ ...processIdentity.shape, marker: z.string() });
const recordFile = z.object({
  agent: z.nullable(processIdentity),
  children: z.array(childRecord),
});

const NO_PROCESS = -1;

/** The processes that this agent started and that may still live, on disk for its successor. */
export interface ChildRecords {
  add(tree: ProcessTree): void;
  remove(tree: ProcessTree): void;
  /** Kills all at once, without waiting. */
  killAllNow(): void;
}

/**
 * Takes over `<dataDir>/agent-children.json`: ends what an agent that was killed left running, and
 * records this agent's own children from here on.
 * @throws Error if the agent that wrote it is still alive: two would fight over the projects.
 */
export async function openChildRecords(dataDir: string): Promise<ChildRecords> {
  const file = dataFile(join(dataDir, 'agent-children.json'), recordFile, {
    agent: null,
    children: [],
  });
  const before = file.read();
  if (before.agent && before.agent.pid !== process.pid && isStillThere(before.agent)) {
    throw new Error(
      `Another agent (pid ${before.agent.pid}) uses ${dataDir}: stop it, or set SLATE_DATA_DIR.`,
    );
  }
  await Promise.all(before.children.map((child) => endTree(survivors(child), 0)));

  const children = new Map<number, z.infer<typeof childRecord>>();
  const self = { pid: process.pid, started: readProcess(process.pid)?.started ?? '' };
  const save = () => file.write({ agent: self, children: [...children.values()] });
  save();
  return {
    add(tree) {
      children.set(tree.pid, { ...tree, started: readProcess(tree.pid)?.started ?? '' });
      save();
    },
    remove(tree) {
      if (children.delete(tree.pid)) save();
    },
    killAllNow() {
      for (const child of children.values()) killTreeNow(child);
    },
  };
}

/** If the founder is gone, its group's number may be a stranger's: then only the mark counts. */
function survivors(child: z.infer<typeof childRecord>): ProcessTree {
  return isStillThere(child) ? child : { pid: NO_PROCESS, marker: child.marker };
}

function isStillThere(identity: z.infer<typeof processIdentity>): boolean {
  const row = readProcess(identity.pid);
  return row !== null && !row.zombie && row.started === identity.started;
}

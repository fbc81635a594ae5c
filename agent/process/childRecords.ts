import { join } from 'node:path';
import * as z from 'zod/mini';
import type { ChildReaper } from './childReaper.ts';
import { dataFile } from '../dataFile.ts';
import { readProcess } from './processTable.ts';
import { endTree, killTreeNow, NO_PROCESS, type ProcessTree } from './processTree.ts';

/** A pid alone may belong to a stranger after a while; with its start time it never does. */
const processIdentity = z.object({ pid: z.number(), started: z.string() });
const childRecord = z.object({ ...processIdentity.shape, marker: z.string() });
const recordFile = z.object({
  agent: z.nullable(processIdentity),
  children: z.array(childRecord),
});

/** The processes that this agent started and that may still live, on disk for its successor. */
export interface ChildRecords {
  /** Announces a child that is about to start: the agent may be killed before it has its pid. */
  announce(marker: string): void;
  add(tree: ProcessTree): void;
  remove(marker: string): void;
  /** Kills all at once, without waiting. */
  killAllNow(): void;
}

/**
 * Takes over `<dataDir>/agent-children.json`: ends what an agent that was killed left running, and
 * records this agent's own children from here on, for the reaper too.
 * @throws Error if the agent that wrote it is still alive: two would fight over the projects.
 */
export async function openChildRecords(
  dataDir: string,
  reaper?: ChildReaper,
): Promise<ChildRecords> {
  const empty = { agent: null, children: [] };
  const file = dataFile(join(dataDir, 'agent-children.json'), recordFile, empty, 'crash');
  const before = file.read();
  if (before.agent && before.agent.pid !== process.pid && isStillThere(before.agent)) {
    throw new Error(
      `Another agent (pid ${before.agent.pid}) uses ${dataDir}: stop it, or set SLATE_DATA_DIR.`,
    );
  }
  await Promise.all(before.children.map((child) => endTree(survivors(child), 0)));

  const children = new Map<string, z.infer<typeof childRecord>>();
  const self = { pid: process.pid, started: readProcess(process.pid)?.started ?? '' };
  const save = () => {
    const all = [...children.values()];
    reaper?.watch(all);
    file.write({ agent: self, children: all });
  };
  const add = (tree: ProcessTree) => {
    children.set(tree.marker, { ...tree, started: readProcess(tree.pid)?.started ?? '' });
    save();
  };
  save();
  return {
    announce: (marker) => add({ pid: NO_PROCESS, marker }),
    add,
    remove(marker) {
      if (children.delete(marker)) save();
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

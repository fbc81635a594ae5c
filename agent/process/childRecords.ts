import { join } from 'node:path';
import * as z from 'zod/mini';
import type { ChildReaper } from './childReaper.ts';
import { dataFile } from '../dataFile.ts';
import { isRunning, readProcess } from './processTable.ts';
import { endTree, killTreeNow, NO_PROCESS, type ProcessTree } from './processTree.ts';

const childRecord = z.object({ pid: z.number(), started: z.string(), marker: z.string() });
const recordFile = z.object({ children: z.array(childRecord) });

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
 */
export async function openChildRecords(
  dataDir: string,
  reaper?: ChildReaper,
): Promise<ChildRecords> {
  const path = join(dataDir, 'agent-children.json');
  const file = dataFile(path, recordFile, { children: [] }, 'crash');
  const before = file.read();
  await Promise.all(before.children.map((child) => endTree(survivors(child), 0)));

  const children = new Map<string, z.infer<typeof childRecord>>();
  const save = () => {
    const all = [...children.values()];
    reaper?.watch(all);
    file.write({ children: all });
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
  return isRunning(child) ? child : { pid: NO_PROCESS, marker: child.marker };
}

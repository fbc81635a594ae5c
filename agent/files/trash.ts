import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { assertToken, isToken, parseJson } from '../../src/lib/messaging/index.ts';

const stored = z.object({
  path: z.string(),
  /** Ids of what was deleted, by path. */
  ids: z.record(z.string(), z.string()),
});
/** Where something was, and which ids it had with all below it. */
export type Deleted = z.infer<typeof stored>;

/** What was deleted from a project, kept until somebody removes it by hand. */
export interface Trash {
  /** @param from absolute @throws Error of the file system */
  put(fileId: string, from: string, deleted: Deleted): Promise<void>;
  /** Of everything in it, also of what is in deleted directories. */
  fileIds(): Promise<ReadonlySet<string>>;
  /** Null for what was not deleted here, or is restored already. */
  find(fileId: string): Promise<Deleted | null>;
  /** @param to absolute; nothing is there @throws Error of the file system */
  take(fileId: string, to: string): Promise<void>;
}

/** `<dataDir>/projects/.deleted/<projectId>-files/<fileId>`, beside deleted projects. */
export function openTrash(dataDir: string, projectId: string): Trash {
  const root = join(dataDir, 'projects', '.deleted', `${projectId}-files`);
  const dirOf = (fileId: string) => join(root, assertToken(fileId, 'fileId'));
  const find: Trash['find'] = async (fileId) => {
    try {
      const text = await readFile(join(dirOf(fileId), 'deleted.json'), 'utf8');
      return stored.safeParse(parseJson(text)).data ?? null;
    } catch {
      return null;
    }
  };
  return {
    find,
    async fileIds() {
      const names = await readdir(root).catch(() => []);
      const deleted = await Promise.all(names.filter(isToken).map(find));
      return new Set(deleted.flatMap((one) => Object.values(one?.ids ?? {})));
    },
    async put(fileId, from, deleted) {
      const dir = dirOf(fileId);
      await rm(dir, { recursive: true, force: true });
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await writeFile(join(dir, 'deleted.json'), JSON.stringify(deleted), { mode: 0o600 });
      await move(from, join(dir, 'content'));
    },
    async take(fileId, to) {
      const dir = dirOf(fileId);
      await move(join(dir, 'content'), to);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Also to another file system, where it is all there or not at all. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    const draft = `${to}.slate-draft-${randomUUID()}`;
    try {
      await cp(from, draft, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
      await rename(draft, to);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    await rm(from, { recursive: true, force: true });
  }
}

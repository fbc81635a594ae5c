import { lstat, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CommandInput, CommandOutput, FileEntry } from '../../src/catalogs/slate/index.ts';
import { CommandRefusal } from '../../src/lib/messaging/index.ts';
import { runGit } from '../build/git.ts';
import { UserError } from '../userError.ts';
import type { OpenFiles } from './fileEntry.ts';
import { findFiles } from './findFiles.ts';
import { locateNew, parentOf } from './paths.ts';
import { searchFiles } from './search.ts';
import { openTrash } from './trash.ts';

/** Of one answer; as JSON it stays below every server's max_payload. */
const MAX_ENTRIES = 1_000;
const MAX_BASE_BYTES = 512 * 1024;

/**
 * What the page can ask of a project's files. All throw CommandRefusal: 'invalid', 'conflict'
 * (something is there already), 'changed' (details: the file as it is now), 'not-found', 'failed'.
 */
export interface FileCommands {
  list(input: CommandInput<'file.list'>): CommandOutput<'file.list'>;
  create(path: string, kind: 'file' | 'directory', by: string): Promise<FileEntry>;
  move(fileId: string, asked: { path: string; revision: string }, by: string): Promise<FileEntry>;
  remove(fileId: string, revision: string, by: string): Promise<CommandOutput<'file.delete'>>;
  /** Whether it is among what was deleted. */
  isDeleted(fileId: string): Promise<boolean>;
  restore(fileId: string, by: string): Promise<FileEntry>;
  find(query: string, limit: number | undefined): CommandOutput<'file.find'>;
  search(input: CommandInput<'file.search'>): Promise<CommandOutput<'file.search'>>;
  base(fileId: string): Promise<CommandOutput<'file.base'>>;
}

export function createFileCommands(files: OpenFiles, dataDir: string): FileCommands {
  const { projectId, root } = files;
  const trash = openTrash(dataDir, projectId);

  const present = (fileId: string): FileEntry => {
    const entry = files.get(fileId);
    if (!entry) throw new CommandRefusal('not-found', 'This file was deleted meanwhile.');
    return entry;
  };
  const expect = (fileId: string, revision: string): FileEntry => {
    const entry = present(fileId);
    if (entry.revision === revision) return entry;
    throw new CommandRefusal('changed', `“${entry.path}” has changed meanwhile.`, {
      theirs: entry,
    });
  };
  const free = async (path: string, kind: 'directory' | 'other'): Promise<string> => {
    const wanted = await locateNew(root, path);
    if (await lstat(wanted).catch(() => null)) {
      throw new CommandRefusal('conflict', `“${path}” exists already.`);
    }
    if (files.isHidden(path, kind)) {
      const message = `“${path}” would not be shown: the project’s ignore rules name it.`;
      throw new CommandRefusal('invalid', message);
    }
    return wanted;
  };
  const result = (path: string): FileEntry => {
    const entry = files.at(path);
    if (!entry) throw new CommandRefusal('failed', `“${path}” is not there after all: try again.`);
    return entry;
  };
  /** Where something known is, reached through no link. */
  const place = async ({ path }: FileEntry) => locateNew(root, path);

  return {
    list({ path = '', cursor }) {
      if (path !== '' && files.at(path)?.kind !== 'directory') {
        throw new CommandRefusal('not-found', `There is no directory “${path}”.`);
      }
      const sorted = files
        .childrenOf(path)
        .map((entry) => ({ entry, key: sortKey(entry) }))
        .toSorted((a, b) => (a.key < b.key ? -1 : 1))
        .filter(({ key }) => cursor === undefined || key > cursor);
      const shown = sorted.slice(0, MAX_ENTRIES);
      const last = shown.at(-1);
      const reason = files.readOnlyReason;
      return {
        projectId,
        path,
        editable: reason === null ? { mode: 'editable' } : { mode: 'readOnly', reason },
        entries: shown.map(({ entry }) => entry),
        ...(files.isTruncated() ? { truncated: true } : {}),
        ...(last && sorted.length > shown.length ? { cursor: last.key } : {}),
      };
    },
    async create(path, kind, by) {
      await refusing(
        files.change([path], by, async () => {
          const wanted = await free(path, kind === 'directory' ? 'directory' : 'other');
          if (kind === 'directory') await mkdir(wanted);
          else await writeFile(wanted, '', { flag: 'wx' });
        }),
      );
      return result(path);
    },
    async move(fileId, { path, revision }, by) {
      const before = present(fileId);
      if (before.path === path) return before;
      await refusing(
        files.change([before.path, path], by, async () => {
          const entry = expect(fileId, revision);
          if (path.startsWith(`${entry.path}/`)) {
            const message = 'A directory can’t be moved into itself.';
            throw new CommandRefusal('invalid', message);
          }
          const to = await free(path, entry.kind === 'directory' ? 'directory' : 'other');
          await rename(await place(entry), to);
        }),
      );
      return result(path);
    },
    async remove(fileId, revision, by) {
      const { path } = present(fileId);
      await refusing(
        files.change([path], by, async () => {
          const entry = expect(fileId, revision);
          const ids = Object.fromEntries(files.below(path).map((one) => [one.path, one.fileId]));
          await trash.put(fileId, await place(entry), { path, ids });
        }),
      );
      return { fileId, restorable: true };
    },
    isDeleted: async (fileId) => (await trash.find(fileId)) !== null,
    async restore(fileId, by) {
      const deleted = await trash.find(fileId);
      if (!deleted) throw new CommandRefusal('not-found', 'There is nothing to restore.');
      const { path, ids } = deleted;
      await refusing(
        files.change(
          [...ancestorsOf(path), path],
          by,
          async () => {
            const parent = parentOf(path);
            if (parent !== '') await makeParents(root, parent);
            await trash.take(fileId, await free(path, 'other'));
          },
          new Map(Object.entries(ids)),
        ),
      );
      return result(path);
    },
    find: (query, limit) => ({ files: findFiles(files.below(''), query, limit) }),
    search: (input) => searchFiles(files, input),
    async base(fileId) {
      const { path, kind } = present(fileId);
      if (kind !== 'file') return { text: null, reason: 'It is not a file.' };
      const { exitCode, stdout, isMaxBuffer } = await runGit(root, ['show', `HEAD:./${path}`], {
        maxBuffer: MAX_BASE_BYTES,
        stripFinalNewline: false,
      });
      if (isMaxBuffer) return { text: null, reason: 'The committed file is too big to compare.' };
      if (exitCode !== 0) return { text: null, reason: 'It is in no commit.' };
      if (stdout.includes('\0')) return { text: null, reason: 'The committed file is binary.' };
      return { text: stdout };
    },
  };
}

/** Directories first, then by name. */
function sortKey({ kind, path }: FileEntry): string {
  const name = path.slice(parentOf(path) === '' ? 0 : parentOf(path).length + 1);
  return `${kind === 'directory' ? 0 : 1}${name.toLowerCase()}/${name}`;
}

function ancestorsOf(path: string): string[] {
  const parent = parentOf(path);
  return parent === '' ? [] : [...ancestorsOf(parent), parent];
}

async function makeParents(root: string, dir: string): Promise<void> {
  if (await lstat(join(root, dir)).catch(() => null)) return;
  if (dirname(dir) !== '.') await makeParents(root, dirname(dir));
  await mkdir(await locateNew(root, dir));
}

/** What went wrong, in words for the one who asked. */
async function refusing<T>(run: Promise<T>): Promise<T> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof UserError) throw new CommandRefusal('invalid', error.message);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = reasons[code];
    if (why !== undefined) throw new CommandRefusal('failed', why);
    throw error;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'The agent may not change this directory: check its permissions.',
  EEXIST: 'Something of that name is there already.',
  ENOSPC: 'The agent’s disk is full.',
  ENOTEMPTY: 'Something of that name is there already.',
  EPERM: 'The agent may not change this directory: check its permissions.',
  EROFS: 'The agent’s file system is read-only.',
};

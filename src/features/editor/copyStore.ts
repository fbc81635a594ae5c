import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import * as Y from 'yjs';
import type { CopyStore, Draft, StoredCopy } from '../../lib/editing/clientTypes.ts';
import { unsentOf } from '../../lib/editing/unsent.ts';

const DATABASE = 'slate-editor';
const DAY_MS = 24 * 60 * 60_000;
/** A copy without unsent text only saves a transfer. */
const KEEP_CLEAN_MS = 7 * DAY_MS;
/** Unsent text is kept this long for the person who typed it. */
const KEEP_UNSENT_MS = 180 * DAY_MS;

const REPLACED =
  'You typed it into a file that was here before: it was deleted and made again, or another agent took over.';

interface CopyRow extends StoredCopy {
  readonly file: string;
  readonly fileId: string;
  /** Where it was: without an agent nothing else says which file an address means. */
  readonly place: string;
  readonly writtenAt: number;
}

interface Schema extends DBSchema {
  copies: {
    key: [file: string, session: string];
    value: CopyRow;
    indexes: { file: string; place: string; writtenAt: number };
  };
  drafts: { key: string; value: readonly Draft[] };
}

interface OpenFile {
  /** Another person in this browser must not find it. */
  readonly userId: string;
  readonly projectId: string;
  readonly fileId: string;
}

const placeOf = (userId: string, projectId: string, path: string) =>
  [userId, projectId, path].join(' ');

/** @returns the fileId of the file that was last open at a path, if a copy of it is kept */
export function findKeptFile(
  userId: string,
  projectId: string,
  path: string,
): Promise<string | null> {
  return attempt(async (database) => {
    const place = placeOf(userId, projectId, path);
    const rows = await database.getAllFromIndex('copies', 'place', place);
    const [latest] = rows.toSorted((a, b) => b.writtenAt - a.writtenAt);
    return latest?.fileId ?? null;
  });
}

/**
 * Keeps what a page has of an open file in IndexedDB, through reloads and crashes.
 * @param path where the file is now
 */
export function createCopyStore(
  { userId, projectId, fileId }: OpenFile,
  path: () => string,
): CopyStore {
  const file = [userId, projectId, fileId].join(' ');
  return {
    load: () =>
      attempt(async (database) => {
        await sweep(database);
        const rows = await database.getAllFromIndex('copies', 'file', file);
        return rows
          .filter(isReadable)
          .toSorted((a, b) => b.writtenAt - a.writtenAt)
          .map(({ session, version, readOnly, copy }) => ({ session, version, readOnly, copy }));
      }),
    save: (stored) =>
      attempt(async (database) => {
        const place = placeOf(userId, projectId, path());
        const row = { ...stored, file, fileId, place, writtenAt: Date.now() };
        await database.put('copies', row);
      }),
    remove: ({ session, version }) =>
      attempt(async (database) => {
        const { store, done } = database.transaction('copies', 'readwrite');
        const kept = await store.get([file, session]);
        if (kept?.version === version) await store.delete([file, session]);
        await done;
      }),
    loadDrafts: () =>
      attempt(async (database) => {
        const transaction = database.transaction(['copies', 'drafts'], 'readwrite');
        const [copies, drafts] = [
          transaction.objectStore('copies'),
          transaction.objectStore('drafts'),
        ];
        const place = placeOf(userId, projectId, path());
        const here = await copies.index('place').getAll(place);
        const others = here.filter((row) => row.file !== file && isReadable(row));
        const left = others.filter(({ copy }) => copy.outgoing.length > 0);
        const kept = [...((await drafts.get(file)) ?? []), ...left.flatMap(draftOf)];
        for (const row of left) await copies.delete([row.file, row.session]);
        if (left.length > 0) await drafts.put(kept, file);
        await transaction.done;
        return kept;
      }),
    saveDrafts: (drafts) =>
      attempt(async (database) => {
        if (drafts.length > 0) await database.put('drafts', drafts, file);
        else await database.delete('drafts', file);
      }),
  };
}

/** A damaged copy stays where it is: it must not keep the file from opening. */
function isReadable({ copy }: CopyRow): boolean {
  const doc = new Y.Doc();
  try {
    Y.applyUpdate(doc, copy.confirmed);
    const unsent = copy.outgoing.flatMap(({ inFlight, pending }) => [inFlight, ...pending]);
    for (const update of unsent) if (update) Y.applyUpdate(doc, update);
    return true;
  } catch {
    return false;
  } finally {
    doc.destroy();
  }
}

/** What was typed into a file that another one has replaced: by its id, it would never be opened again. */
function draftOf({ copy }: CopyRow): readonly Draft[] {
  const left = unsentOf(copy);
  return left ? [{ text: left.mine, reason: REPLACED }] : [];
}

/** Files that are never opened again would stay for ever. */
async function sweep(database: IDBPDatabase<Schema>): Promise<void> {
  const now = Date.now();
  const { store, done } = database.transaction('copies', 'readwrite');
  const old = IDBKeyRange.upperBound(now - KEEP_CLEAN_MS);
  for await (const cursor of store.index('writtenAt').iterate(old)) {
    const { copy, writtenAt } = cursor.value;
    const isUnsent = copy.outgoing.length > 0;
    if (!isUnsent || now - writtenAt > KEEP_UNSENT_MS) await cursor.delete();
  }
  await done;
}

let opened: Promise<IDBPDatabase<Schema>> | null = null;

/** Opens the database if it is not open, and once more if the browser closed it meanwhile. */
async function attempt<T>(action: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
  const wasOpen = opened !== null;
  try {
    opened ??= openDatabase();
    return await action(await opened);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError') throw error;
    opened = null;
    if (!wasOpen) throw error;
    return attempt(action);
  }
}

function openDatabase(): Promise<IDBPDatabase<Schema>> {
  const forget = () => {
    opened = null;
  };
  return openDB<Schema>(DATABASE, 1, {
    upgrade(fresh) {
      const copies = fresh.createObjectStore('copies', { keyPath: ['file', 'session'] });
      copies.createIndex('file', 'file');
      copies.createIndex('place', 'place');
      copies.createIndex('writtenAt', 'writtenAt');
      fresh.createObjectStore('drafts');
    },
    blocking(_, __, event) {
      (event.target as IDBDatabase).close();
      forget();
    },
    terminated: forget,
  });
}

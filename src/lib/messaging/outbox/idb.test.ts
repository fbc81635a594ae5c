import 'fake-indexeddb/auto';
import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openIndexedDbOutbox } from './idb.ts';
import type { OutboxEntry } from './pendingPublish.ts';
import { FakeChannels, FakeLocks } from '../testing/fakeStorage.ts';
import { rejects } from '../testing/rejects.ts';

const entry = (n: number): OutboxEntry => ({
  subject: 's',
  body: Uint8Array.of(n),
  messageId: `m${n}`,
  stream: 'SLATE_EVENTS',
  queuedAt: n,
});

const channels = new FakeChannels();
const parts = () => ({
  locks: new FakeLocks() as FakeLocks | undefined,
  openChannel: channels.open,
  tabId: () => 'tab-1',
});
const open = async (name = 'ann', extras: Partial<ReturnType<typeof parts>> = {}) =>
  openIndexedDbOutbox(name, { ...parts(), ...extras })();

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the IndexedDB outbox', () => {
  it('keeps entries over reloads, in order, until they are removed', async () => {
    const before = await open();
    const keys = await before.storage.append([entry(1), entry(2), entry(3)]);
    expect(keys).toEqual(keys.toSorted((a, b) => a - b));
    await before.storage.remove([keys[1] ?? 0]);
    await before.storage.close();
    const { storage } = await open();
    expect(await storage.load()).toEqual([
      { ...entry(1), key: keys[0] },
      { ...entry(3), key: keys[2] },
    ]);
    const [next = 0] = await storage.append([entry(4)]);
    expect(next).toBeGreaterThan(keys[2] ?? 0);
    expect(storage.persistent).toBe(true);
  });

  it('is shared by all tabs of one name, and by no other', async () => {
    const [first, second, other] = [await open(), await open(), await open('bob')];
    await first.storage.append([entry(1)]);
    await other.storage.append([entry(2)]);
    await second.storage.append([entry(3)]);
    expect((await second.storage.load()).map(({ queuedAt }) => queuedAt)).toEqual([1, 3]);
    expect((await other.storage.load()).map(({ queuedAt }) => queuedAt)).toEqual([2]);
    expect([first.tabs !== undefined, first.notice]).toEqual([true, undefined]);
  });

  it('is a tab’s own where there are no Web Locks, and says so', async () => {
    const extras = { locks: undefined };
    const first = await open('ann', extras);
    expect([first.tabs, first.notice]).toEqual([undefined, expect.stringContaining('tab')]);
    await first.storage.append([entry(1)]);
    const other = await open('ann', { ...extras, tabId: () => 'tab-2' });
    expect(await other.storage.load()).toEqual([]);
    expect(await (await open('ann', extras)).storage.load()).toHaveLength(1);
  });

  it('refuses with storage where IndexedDB is blocked', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await rejects(open(), { code: 'storage' });
    vi.stubGlobal('indexedDB', {
      open() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
    await rejects(open(), { code: 'storage' });
  });

  it('says that it is full, and keeps nothing of the batch that did not fit', async () => {
    const { storage } = await open();
    const add = IDBObjectStore.prototype.add;
    let room = 1;
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (
      this: IDBObjectStore,
      ...args
    ) {
      room -= 1;
      if (room < 0) throw new DOMException('no space', 'QuotaExceededError');
      return add.apply(this, args);
    });
    await rejects(storage.append([entry(1), entry(2)]), {
      code: 'storage',
      message: expect.stringContaining('full'),
    });
    room = 9;
    await storage.append([entry(3)]);
    expect((await storage.load()).map(({ queuedAt }) => queuedAt)).toEqual([3]);
  });

  it('reads what other pages have appended since, once', async () => {
    const [first, second, other] = [await open(), await open(), await open('bob')];
    await first.storage.append([entry(1)]);
    await first.storage.load();
    await first.storage.append([entry(2)]);
    await second.storage.append([entry(3)]);
    await other.storage.append([entry(4)]);
    const added = async () => (await first.tabs?.loadAdded())?.map(({ queuedAt }) => queuedAt);
    expect([await added(), await added()]).toEqual([[3], []]);
    await second.storage.append([entry(5)]);
    expect(await added()).toEqual([5]);
  });

  it('goes on after the site’s data was deleted, with keys that it has not used', async () => {
    const { storage } = await open();
    const [before = 0] = await storage.append([entry(1)]);
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('slate-outbox').onsuccess = resolve;
    });
    const [after = 0] = await storage.append([entry(2)]);
    expect(after).toBeGreaterThan(before);
    expect((await storage.load()).map(({ queuedAt }) => queuedAt)).toEqual([2]);
  });

  it('goes on after the browser has closed the database', async () => {
    const opened: IDBDatabase[] = [];
    const request = vi.spyOn(indexedDB, 'open');
    const { storage } = await open();
    await storage.append([entry(1)]);
    for (const { value } of request.mock.results) opened.push((value as IDBOpenDBRequest).result);
    for (const database of opened) forceCloseDatabase(database as never);
    await storage.append([entry(2)]);
    expect((await storage.load()).map(({ queuedAt }) => queuedAt)).toEqual([1, 2]);
  });

  it('tries once more where the browser closed the database without saying so', async () => {
    const { storage } = await open();
    await storage.append([entry(1)]);
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
      throw new DOMException('The database connection is closing.', 'InvalidStateError');
    });
    await storage.append([entry(2)]);
    expect((await storage.load()).map(({ queuedAt }) => queuedAt)).toEqual([1, 2]);
  });

  it('goes on after a newer page has gone that wanted another version', async () => {
    const { storage } = await open();
    const newer = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('slate-outbox', 2);
      request.onsuccess = () => resolve(request.result);
    });
    await rejects(storage.append([entry(1)]), {
      code: 'storage',
      message: expect.stringContaining('newer version'),
    });
    newer.close();
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('slate-outbox').onsuccess = resolve;
    });
    await storage.append([entry(2)]);
    expect(await storage.load()).toHaveLength(1);
  });
});

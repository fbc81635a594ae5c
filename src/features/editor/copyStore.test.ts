import 'fake-indexeddb/auto';
import * as Y from 'yjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StoredCopy } from '../../lib/editing/clientTypes.ts';
import { createCopyStore as createStore, findKeptFile } from './copyStore.ts';

const written = new Y.Doc();
written.getText('text').insert(0, 'x');
const bytes = Y.encodeStateAsUpdate(written);
const outgoing = [{ session: 's', clientId: 7, n: 1, inFlight: bytes, pending: [] }];
const copyOf = (session: string, version: number, unsent = true): StoredCopy => ({
  session,
  version,
  readOnly: null,
  copy: { epoch: 'e', docSeq: 4, savedSeq: 4, confirmed: bytes, outgoing: unsent ? outgoing : [] },
});

let files = 0;
const newFile = (userId = 'ann') => ({ userId, projectId: 'web', fileId: `f${files++}` });
const createCopyStore = (file: ReturnType<typeof newFile>, path = 'a.txt') =>
  createStore(file, () => path);
const sessions = async (file: ReturnType<typeof newFile>) =>
  (await createCopyStore(file).load()).map(({ session }) => session);

afterEach(() => {
  vi.useRealTimers();
});

describe('the copies of an open file', () => {
  it('are there after a reload, bytes and all, the latest written first', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const file = newFile();
    const store = createCopyStore(file);
    await store.save(copyOf('first', 1));
    vi.advanceTimersByTime(1);
    await store.save(copyOf('second', 1));
    expect(await createCopyStore(file).load()).toEqual([copyOf('second', 1), copyOf('first', 1)]);
  });

  it('are those of one person and one file', async () => {
    const file = newFile();
    await createCopyStore(file).save(copyOf('mine', 1));
    expect(await sessions({ ...file, userId: 'bob' })).toEqual([]);
    expect(await sessions({ ...file, projectId: 'other' })).toEqual([]);
    expect(await sessions(newFile())).toEqual([]);
    expect(await sessions(file)).toEqual(['mine']);
  });

  it('stay if they were written since they were loaded', async () => {
    const file = newFile();
    const store = createCopyStore(file);
    await store.save(copyOf('tab', 1));
    await store.save(copyOf('tab', 2));
    await store.remove(copyOf('tab', 1));
    expect(await sessions(file)).toEqual(['tab']);
    await store.remove(copyOf('tab', 2));
    expect(await sessions(file)).toEqual([]);
  });

  it('keep drafts until they are dropped', async () => {
    const store = createCopyStore(newFile());
    const drafts = [{ text: 'mine', reason: 'why' }];
    expect(await store.loadDrafts()).toEqual([]);
    await store.saveDrafts(drafts);
    expect(await store.loadDrafts()).toEqual(drafts);
    await store.saveDrafts([]);
    expect(await store.loadDrafts()).toEqual([]);
  });

  it('are removed when nobody opens the file again: after a week, with unsent text after months', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const [clean, unsent, other] = [newFile(), newFile(), newFile()];
    await createCopyStore(clean).save(copyOf('tab', 1, false));
    await createCopyStore(unsent).save(copyOf('tab', 1));
    vi.advanceTimersByTime(8 * 24 * 3_600_000);
    await createCopyStore(other).load();
    expect([await sessions(clean), await sessions(unsent)]).toEqual([[], ['tab']]);
    vi.advanceTimersByTime(200 * 24 * 3_600_000);
    expect(await sessions(unsent)).toEqual([]);
  });

  it('say which file was at a path, so that an address means something without an agent', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const [first, second] = [newFile(), newFile()];
    await createCopyStore(first, 'src/main.ts').save(copyOf('tab', 1));
    expect(await findKeptFile('ann', 'web', 'src/main.ts')).toBe(first.fileId);
    expect(await findKeptFile('bob', 'web', 'src/main.ts')).toBeNull();
    vi.advanceTimersByTime(1);
    await createCopyStore(second, 'src/main.ts').save(copyOf('tab', 1));
    expect(await findKeptFile('ann', 'web', 'src/main.ts')).toBe(second.fileId);
    await createCopyStore(second, 'src/other.ts').save(copyOf('tab', 2));
    expect(await findKeptFile('ann', 'web', 'src/main.ts')).toBe(first.fileId);
  });

  it('become a draft where another file has taken the place, and are offered once', async () => {
    const doc = new Y.Doc();
    doc.getText('text').insert(0, 'the file');
    const confirmed = Y.encodeStateAsUpdate(doc);
    const vector = Y.encodeStateVector(doc);
    doc.getText('text').insert(8, ' and mine');
    const inFlight = Y.encodeStateAsUpdate(doc, vector);
    const { copy, ...stored } = copyOf('tab', 1);
    const unsent = [{ session: 'tab', clientId: doc.clientID, n: 1, inFlight, pending: [] }];
    const [former, next] = [newFile(), newFile()];
    await createCopyStore(former, 'b.txt').save({
      ...stored,
      copy: { ...copy, confirmed, outgoing: unsent },
    });
    await createCopyStore(newFile(), 'b.txt').save(copyOf('clean', 1, false));
    const drafts = await createCopyStore(next, 'b.txt').loadDrafts();
    expect(drafts).toEqual([
      { text: 'the file and mine', reason: expect.stringContaining('made again') },
    ]);
    expect(await createCopyStore(next, 'b.txt').loadDrafts()).toEqual(drafts);
    expect(await sessions(former)).toEqual([]);
  });

  it('are left alone where they are damaged, and the file opens without them', async () => {
    const file = newFile();
    const store = createCopyStore(file);
    const { copy, ...stored } = copyOf('damaged', 1);
    await store.save({
      ...stored,
      session: 'damaged',
      copy: { ...copy, confirmed: Uint8Array.of(1, 2, 3) },
    });
    await store.save(copyOf('whole', 1));
    expect(await sessions(file)).toEqual(['whole']);
  });

  it('tell where nothing can be kept, and recover when it can again', async () => {
    const store = createCopyStore(newFile());
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no space', 'QuotaExceededError');
    });
    await expect(store.save(copyOf('tab', 1))).rejects.toThrow('no space');
    put.mockRestore();
    await store.save(copyOf('tab', 2));
    expect(await store.load()).toEqual([copyOf('tab', 2)]);
  });
});

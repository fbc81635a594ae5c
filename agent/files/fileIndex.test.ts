import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FileIndex, type IndexChange, type IndexedFile, type Seen } from './fileIndex.ts';

const seen = (path: string, inode: number, rest: Partial<Seen> = {}): Seen => ({
  ...{ path, kind: 'file', size: 1, modifiedAt: 1, inode, bornAt: inode },
  ...rest,
});

function createIndex(files: readonly IndexedFile[] = []) {
  let next = 0;
  return new FileIndex(files, () => `id${++next}`);
}

const words = (changes: readonly IndexChange[]) =>
  changes.map(({ kind, file }) => `${kind} ${file.path} ${file.fileId}`);

describe('the index of files', () => {
  test('follows a directory that was moved, with all in it', () => {
    const index = createIndex();
    index.apply([seen('a', 1, { kind: 'directory' }), seen('a/x', 2), seen('a/y', 3)], []);
    const changes = index.apply(
      [seen('b', 1, { kind: 'directory' }), seen('b/x', 2), seen('b/y', 3)],
      ['a'],
    );
    expect(words(changes)).toEqual(['updated b id1', 'updated b/x id2', 'updated b/y id3']);
    expect(index.childrenOf('')).toMatchObject([{ path: 'b' }]);
    expect(index.below('a')).toEqual([]);
  });

  test('gives a path that was a file and is a directory another id', () => {
    const index = createIndex();
    index.apply([seen('a', 1)], []);
    const changes = index.apply([seen('a', 2, { kind: 'directory' }), seen('a/b', 3)], []);
    expect(words(changes)).toEqual(['created a id2', 'created a/b id3', 'deleted a id1']);
    expect(index.at('a')?.fileId).toBe('id2');
  });

  test('keeps the id of a path over which another file was moved', () => {
    const index = createIndex();
    index.apply([seen('a', 1), seen('b', 2, { size: 2 })], []);
    const changes = index.apply([seen('a', 2, { size: 2 })], ['b']);
    expect(words(changes)).toEqual(['updated a id1', 'deleted b id2']);
  });

  test('says nothing of a directory in which something has changed', () => {
    const index = createIndex();
    index.apply([seen('a', 1, { kind: 'directory' })], []);
    expect(index.apply([seen('a', 1, { kind: 'directory', modifiedAt: 9 })], [])).toEqual([]);
  });

  test('whatever happens, agrees with the disk, and its changes lead from one state to the next', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd/a', 'd/b', 'e/a');
    const disk = fc.dictionary(names, fc.record({ inode: fc.nat(6), size: fc.nat(2) }));
    fc.assert(
      fc.property(fc.array(disk, { maxLength: 6 }), (states) => {
        const index = createIndex();
        const replica = new Map<string, string>();
        for (const state of states) {
          const present = Object.entries(state).map(([path, { inode, size }]) =>
            seen(path, inode, { size, bornAt: inode + 1 }),
          );
          const gone = Array.from(index.all(), ({ path }) => path).filter((path) => !state[path]);
          for (const { kind, file } of index.apply(present, gone)) {
            if (kind === 'deleted') replica.delete(file.fileId);
            else replica.set(file.fileId, file.path);
          }
          const known = Array.from(index.all(), ({ path }) => path).toSorted();
          expect(known).toEqual(Object.keys(state).toSorted());
          expect([...replica.values()].toSorted()).toEqual(known);
          for (const { path, fileId } of index.all()) expect(replica.get(fileId)).toBe(path);
        }
      }),
    );
  });
});

import type { KvEntry, KeyValue } from '../broker/keyValue.ts';

/** A bucket in memory, with the same rules. */
export interface FakeKeyValue extends Pick<KeyValue, 'get' | 'put' | 'remove' | 'keys'> {
  /** Thrown by the next writes, in order. */
  readonly failures: { readonly error: Error; readonly stored: boolean }[];
  /** Runs before each write: somebody else is quicker. */
  beforeWrite: () => Promise<void>;
  /** The server's clock. */
  now: () => number;
  /** The server loses its disk. */
  wipe(): void;
}

export function createFakeKeyValue(): FakeKeyValue {
  const kept = new Map<string, { readonly now: KvEntry; readonly writeId: string }>();
  let sequence = 0;
  const write = async (
    key: string,
    now: (revision: number) => KvEntry,
    replaces: number,
    writeId: string,
  ) => {
    const { beforeWrite } = bucket;
    bucket.beforeWrite = async () => {};
    await beforeWrite();
    const failure = bucket.failures.shift();
    if (failure && !failure.stored) throw failure.error;
    const last = kept.get(key);
    if (last?.writeId === writeId) return { kind: 'written', revision: last.now.revision } as const;
    if ((last?.now.revision ?? 0) !== replaces) return { kind: 'outdated' } as const;
    sequence += 1;
    kept.set(key, { now: now(sequence), writeId });
    if (failure) throw failure.error;
    return { kind: 'written', revision: sequence } as const;
  };
  const bucket: FakeKeyValue = {
    failures: [],
    beforeWrite: async () => {},
    now: () => 0,
    wipe: () => kept.clear(),
    keys: async (pattern) => {
      const matching = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`);
      return [...kept.keys()].filter((key) => matching.test(key));
    },
    get: async (key) => kept.get(key)?.now ?? { kind: 'none', revision: 0 },
    put: (key, value, replaces, writeId) =>
      write(
        key,
        (revision) => ({ kind: 'value', value, revision, storedAt: bucket.now() }),
        replaces,
        writeId,
      ),
    remove: (key, replaces, writeId) =>
      write(key, (revision) => ({ kind: 'deleted', revision }), replaces, writeId),
  };
  return bucket;
}

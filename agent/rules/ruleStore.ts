import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod/mini';
import type { KeyValue } from '../broker/keyValue.ts';
import { isUnanswered, retry } from '../retry.ts';
import { type Rule, type RuleDraft, rule } from '../../src/catalogs/slate/index.ts';
import { ruleState } from './machine.ts';

/** The key-value bucket of rules and of how far their evaluation is; only agents use it. */
export const RULES_BUCKET = 'slate_rules';

const WRITES = { tries: 3, pauseMs: 500, when: isUnanswered };

const storedRule = z.omit(rule, { revision: true, updatedAt: true });

/** By stream, the last message that was read. */
const cursorSchema = z.record(
  z.string(),
  z.object({ created: z.string(), seq: z.number(), at: z.number() }),
);
export type Cursor = z.infer<typeof cursorSchema>;

const checkpointSchema = z.object({ revision: z.number(), cursor: cursorSchema, state: ruleState });
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** What a key of the bucket held when it was read, and its revision for the next write. */
export interface Kept<T> {
  readonly value: T | null;
  readonly revision: number;
  /** By the server's clock. */
  readonly storedAt: number | null;
}

export type FoundRule =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'removed' | 'none' | 'unknown'; readonly revision: number };

/** All methods throw MessagingError; writes return null when another one came first. */
export interface RuleStore {
  list(): Promise<readonly Rule[]>;
  find(ruleId: string): Promise<FoundRule>;
  count(): Promise<number>;
  save(ruleId: string, draft: RuleDraft, by: string, replaces: number): Promise<number | null>;
  remove(ruleId: string, replaces: number): Promise<number | null>;
  readCursor(): Promise<Kept<Cursor>>;
  writeCursor(cursor: Cursor, replaces: number): Promise<number | null>;
  readCheckpoint(ruleId: string): Promise<Kept<Checkpoint>>;
  writeCheckpoint(ruleId: string, value: Checkpoint, replaces: number): Promise<number | null>;
  removeCheckpoint(ruleId: string): Promise<void>;
  /** Rules of which a checkpoint is kept. */
  checkpoints(): Promise<readonly string[]>;
}

export function createRuleStore(kv: Pick<KeyValue, 'get' | 'put' | 'remove' | 'keys'>): RuleStore {
  const ruleKey = (ruleId: string) => `rules.${ruleId}`;
  const stateKey = (ruleId: string) => `states.${ruleId}`;

  const write = async (run: (writeId: string) => ReturnType<KeyValue['put']>) => {
    const writeId = uuidv7();
    const outcome = await retry(() => run(writeId), WRITES);
    return outcome.kind === 'written' ? outcome.revision : null;
  };
  const read = async <T>(key: string, schema: z.ZodMiniType<T>): Promise<Kept<T>> => {
    const kept = await kv.get(key);
    if (kept.kind !== 'value') return { value: null, revision: kept.revision, storedAt: null };
    const value = schema.safeParse(kept.value).data ?? null;
    return { value, revision: kept.revision, storedAt: kept.storedAt };
  };
  const find = async (ruleId: string): Promise<FoundRule> => {
    const kept = await kv.get(ruleKey(ruleId));
    if (kept.kind === 'deleted') return { kind: 'removed', revision: kept.revision };
    if (kept.kind === 'none') return { kind: 'none', revision: 0 };
    const { revision, storedAt } = kept;
    const parsed = storedRule.safeParse(kept.value);
    if (!parsed.success || parsed.data.ruleId !== ruleId) return { kind: 'unknown', revision };
    return { kind: 'rule', rule: { ...parsed.data, revision, updatedAt: storedAt } };
  };
  const list = async () => {
    const keys = await kv.keys('rules.*');
    const all = await Promise.all(keys.map((key) => find(key.slice(ruleKey('').length))));
    return all.flatMap((one) => (one.kind === 'rule' ? [one.rule] : []));
  };
  return {
    list,
    find,
    count: async () => (await list()).length,
    save: (ruleId, draft, updatedBy, replaces) =>
      write((id) => kv.put(ruleKey(ruleId), { ...draft, ruleId, updatedBy }, replaces, id)),
    remove: (ruleId, replaces) => write((id) => kv.remove(ruleKey(ruleId), replaces, id)),
    readCursor: () => read('cursor', cursorSchema),
    writeCursor: (cursor, replaces) => write((id) => kv.put('cursor', cursor, replaces, id)),
    readCheckpoint: (ruleId) => read(stateKey(ruleId), checkpointSchema),
    writeCheckpoint: (ruleId, value, replaces) =>
      write((id) => kv.put(stateKey(ruleId), value, replaces, id)),
    async removeCheckpoint(ruleId) {
      const { kind, revision } = await kv.get(stateKey(ruleId));
      if (kind === 'value') await kv.remove(stateKey(ruleId), revision, uuidv7());
    },
    async checkpoints() {
      const keys = await kv.keys('states.*');
      return keys.map((key) => key.slice(stateKey('').length));
    },
  };
}

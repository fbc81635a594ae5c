import type { Rule } from '../../src/catalogs/slate/index.ts';
import { type MessagingClient, openHistory } from '../../src/lib/messaging/index.ts';
import type { DurableReader, ReadMessage } from '../broker/durableReader.ts';
import type { Evaluated } from './evaluation.ts';
import { beginRule } from './machine.ts';
import type { Cursor, Kept, RuleStore } from './ruleStore.ts';

/** Between two notes of how far this is, if rules have changed their state; else the longer one. */
const NOTE_MS = 1_000;
const IDLE_NOTE_MS = 10_000;
/** At most so much later something else is looked at anyway. */
const LONGEST_MS = 60_000;
/** Clocks of servers may differ. */
const CLOCK_SLACK_MS = 60_000;
const MAX_KNOWN = 10_000;

/** Thrown when another agent has noted its progress: two must not evaluate. */
export class Superseded extends Error {
  constructor() {
    super('another agent evaluates the rules');
  }
}

export interface Recalled {
  readonly one: Evaluated<Rule>;
  readonly isNew: boolean;
  revision: number;
}

/** A rule with what it remembers; afresh after each change of it. */
export async function recall(store: RuleStore, rule: Rule, cursor: Cursor): Promise<Recalled> {
  const { value, revision } = await store.readCheckpoint(rule.ruleId);
  const since = rule.updatedAt;
  if (value?.revision !== rule.revision) {
    const state = beginRule(rule.trigger, since);
    return { one: { rule, state, since, seen: {}, isChanged: true }, isNew: true, revision };
  }
  const seen: Record<string, number> = {};
  // What was read after the rule's last change has changed nothing about it.
  for (const [stream, { created, seq }] of [...entries(value.cursor), ...entries(cursor)]) {
    if (cursor[stream]?.created === created) seen[stream] = Math.max(seen[stream] ?? 0, seq);
  }
  return {
    one: { rule, state: value.state, since, seen, isChanged: false },
    isNew: false,
    revision,
  };
}

const entries = (cursor: Cursor) => Object.entries(cursor);

/** How far the last session was. A first session notes where it begins before it does anything. */
export async function readProgress(store: RuleStore): Promise<Kept<Cursor>> {
  const kept = await store.readCursor();
  if (kept.value) return kept;
  const revision = await store.writeCursor({}, kept.revision);
  if (revision === null) throw new Superseded();
  return store.readCursor();
}

/** Notes how far the evaluation is: rules that changed first, then the place in each stream. */
export class Progress {
  readonly #store: RuleStore;
  readonly #evaluated: readonly Recalled[];
  readonly #begunAt: number | null;
  readonly #last = new Map<string, { reader: DurableReader; message: ReadMessage }>();
  #cursor: Cursor;
  #revision: number;
  #isMoved = false;
  #notedAt = performance.now();

  constructor(store: RuleStore, begun: Kept<Cursor>, evaluated: readonly Recalled[]) {
    this.#store = store;
    this.#evaluated = evaluated;
    this.#cursor = begun.value ?? {};
    this.#revision = begun.revision;
    this.#begunAt = begun.storedAt;
  }

  /** The ids of matches that were published since the last note. */
  async knownMatches(client: MessagingClient): Promise<ReadonlySet<string>> {
    if (this.#begunAt === null) return new Set();
    const history = openHistory(client, 'slate.rule.matched.*');
    const from = { time: this.#begunAt - CLOCK_SLACK_MS };
    const { entries } = await history.read({ from, limit: MAX_KNOWN });
    return new Set(entries.flatMap(({ delivery }) => delivery.event.id ?? []));
  }

  startOf(stream: string, info: { readonly created: string; readonly lastSeq: number }) {
    const known = this.#cursor[stream];
    const sinceOf = ({ one }: Recalled) => one.since;
    if (known?.created === info.created && known.seq <= info.lastSeq) {
      // Of what a new rule reads, the last session may not have read all.
      const from = this.#evaluated.filter(({ isNew }) => isNew).map(sinceOf);
      const time = Math.min(...from);
      return time <= known.at
        ? ({ kind: 'time', time } as const)
        : ({ kind: 'seq', seq: known.seq + 1 } as const);
    }
    this.#cursor = { ...this.#cursor, [stream]: { created: info.created, seq: 0, at: 0 } };
    this.#isMoved = true;
    return { kind: 'time', time: Math.min(...this.#evaluated.map(sinceOf)) } as const;
  }

  reached(reader: DurableReader, message: ReadMessage): void {
    this.#last.set(reader.stream, { reader, message });
    const { created = '', seq = 0 } = this.#cursor[reader.stream] ?? {};
    if (message.seq <= seq) return;
    this.#cursor = {
      ...this.#cursor,
      [reader.stream]: { created, seq: message.seq, at: message.at },
    };
    this.#isMoved = true;
  }

  /** @returns whether it was read before */
  forget(stream: string): boolean {
    if (!this.#cursor[stream]) return false;
    const { [stream]: _, ...rest } = this.#cursor;
    this.#cursor = rest;
    this.#isMoved = true;
    return true;
  }

  noteInMs(): number {
    const everyMs = this.#hasChanges() ? NOTE_MS : this.#isMoved ? IDLE_NOTE_MS : LONGEST_MS;
    return Math.max(10, everyMs - (performance.now() - this.#notedAt));
  }

  /** @throws Superseded */
  async note(isNow: boolean): Promise<void> {
    if (!this.#isMoved && !this.#hasChanges()) return;
    if (!isNow && this.noteInMs() > 10) return;
    const cursor = this.#cursor;
    for (const kept of this.#evaluated) {
      const { one } = kept;
      if (!one.isChanged) continue;
      const { ruleId, revision } = one.rule;
      const checkpoint = { revision, cursor, state: one.state };
      one.isChanged = false;
      kept.revision = orSuperseded(
        await this.#store.writeCheckpoint(ruleId, checkpoint, kept.revision),
      );
    }
    this.#isMoved = false;
    this.#revision = orSuperseded(await this.#store.writeCursor(cursor, this.#revision));
    this.#notedAt = performance.now();
    for (const { reader, message } of this.#last.values()) reader.ack(message);
    this.#last.clear();
  }

  #hasChanges(): boolean {
    return this.#evaluated.some(({ one }) => one.isChanged);
  }
}

function orSuperseded(revision: number | null): number {
  if (revision === null) throw new Superseded();
  return revision;
}

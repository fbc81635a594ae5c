import type { RuleDraft } from '../../src/catalogs/slate/index.ts';
import type { Catalog } from '../../src/lib/messaging/index.ts';
import { concerns, type DecodedEvent, decodeStored, factOf, type StoredEvent } from './facts.ts';
import {
  type Match,
  nextDeadline,
  onFact,
  passTime,
  type RuleState,
  type Step,
} from './machine.ts';

/** One rule under evaluation. */
export interface Evaluated<R extends RuleDraft = RuleDraft> {
  readonly rule: R;
  state: RuleState;
  /** Events that were stored earlier do not count. */
  readonly since: number;
  /** By stream, the last sequence that `state` has seen. */
  readonly seen: Readonly<Record<string, number>>;
  /** The state is not what was kept last. */
  isChanged: boolean;
}

export interface RuleMet<R extends RuleDraft = RuleDraft> {
  readonly rule: R;
  readonly match: Match;
}

/** Feeds stored events, in order, to rules. */
export class Evaluation<R extends RuleDraft = RuleDraft> {
  readonly #catalog: Catalog;
  readonly #all: readonly Evaluated<R>[];
  #met: RuleMet<R>[] = [];

  constructor(catalog: Catalog, all: readonly Evaluated<R>[]) {
    this.#catalog = catalog;
    this.#all = all;
  }

  onMessage(stored: StoredEvent): void {
    // Decoded once, and only if a rule wants it.
    let decoded: DecodedEvent | null | undefined;
    for (const one of this.#all) {
      if (stored.at < one.since || stored.seq <= (one.seen[stored.stream] ?? 0)) continue;
      if (!concerns(one.rule, stored.subject)) continue;
      decoded ??= decodeStored(this.#catalog, stored);
      if (!decoded) return;
      const fact = factOf(one.rule, decoded);
      if (fact) this.#apply(one, onFact(one.rule.trigger, one.state, fact));
    }
  }

  /** All that was stored before `now` was given to onMessage. */
  passTime(now: number): void {
    for (const one of this.#all) this.#apply(one, passTime(one.rule.trigger, one.state, now));
  }

  nextDeadline(): number {
    const times = this.#all.map(({ rule, state }) => nextDeadline(rule.trigger, state) ?? Infinity);
    return Math.min(Infinity, ...times);
  }

  /** What was met since the last call. */
  takeMet(): readonly RuleMet<R>[] {
    const met = this.#met;
    this.#met = [];
    return met;
  }

  #apply(one: Evaluated<R>, { state, matches }: Step): void {
    if (state !== one.state) one.isChanged = true;
    one.state = state;
    for (const match of matches) this.#met.push({ rule: one.rule, match });
  }
}

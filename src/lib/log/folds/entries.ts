import { isLine, type LogGroupHead, type LogRow } from '../rows.ts';

export type Entry = number | LogGroupHead;

const isHead = (entry: Entry | undefined): entry is LogGroupHead => typeof entry === 'object';

/** Lines within which interleaved steps get no new head. */
export const TURN = 30;

export const placeOf = (entry: Entry) => (typeof entry === 'number' ? entry : entry.at);

/** The key of a fold. */
export const foldName = ({
  step,
  group,
}: {
  readonly step: string;
  readonly group?: string | undefined;
}) => (group === undefined ? step : `${step} › ${group}`);

/** The step of the last line, and each step's last line and group. */
export interface GroupState {
  inside: string | undefined;
  readonly lastLines: Map<string, number>;
  readonly lastGroups: Map<string, string | undefined>;
}

export const noGroups = (): GroupState => ({
  inside: undefined,
  lastLines: new Map(),
  lastGroups: new Map(),
});

/**
 * Rows under heads, without folded ones. After a group its step gets a head again.
 * @param state of the rows before; moves on to their end
 */
export function groupRows(
  get: (index: number) => LogRow | undefined,
  from: number,
  to: number,
  isOpen: (step: string) => boolean,
  state: GroupState,
): Entry[] {
  const entries: Entry[] = [];
  for (let at = from; at < to; at++) {
    const row = get(at);
    if (row === undefined) continue;
    const step = isLine(row) ? row.step : undefined;
    if (step === undefined) {
      // A line without a step ends one; a marker does not.
      if (isLine(row)) state.inside = undefined;
      entries.push(at);
      continue;
    }
    const group = isLine(row) ? row.group : undefined;
    const open = isOpen(step);
    const begins = step !== state.inside && !continuesGroup(state, step, at);
    const turns = begins ? group !== undefined : state.lastGroups.get(step) !== group;
    if (begins || (turns && open && group === undefined)) {
      entries.push({ kind: 'group', step, open, at });
    }
    const groupOpen = group === undefined || isOpen(foldName({ step, group }));
    if (turns && open && group !== undefined) {
      entries.push({ kind: 'group', step, group, open: groupOpen, at });
    }
    state.inside = step;
    state.lastLines.set(step, at);
    state.lastGroups.set(step, group);
    if (open && groupOpen) entries.push(at);
  }
  return entries;
}

/** Whether a step continues at `at`. */
export function continuesGroup({ lastLines }: GroupState, step: string, at: number): boolean {
  const last = lastLines.get(step);
  return last !== undefined && at - last <= TURN;
}

/** In the log's order; dropping from the front is free. */
export class EntryList {
  #items: Entry[] = [];
  /** Those before it are gone. */
  #start = 0;
  /** Kept apart: steps change often, with 100,000 entries between their heads. */
  #heads: LogGroupHead[] = [];

  get length(): number {
    return this.#items.length - this.#start;
  }

  at(position: number): Entry | undefined {
    return position < 0 ? undefined : this.#items[this.#start + position];
  }

  replace(entries: Entry[]): void {
    this.#items = entries;
    this.#start = 0;
    this.#heads = entries.filter(isHead);
  }

  append(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#items.push(entry);
      if (isHead(entry)) this.#heads.push(entry);
    }
  }

  prepend(entries: readonly Entry[]): void {
    const [only] = entries;
    this.#heads = [...entries.filter(isHead), ...this.#heads];
    if (only !== undefined && entries.length === 1 && this.#start > 0) {
      this.#start -= 1;
      this.#items[this.#start] = only;
      return;
    }
    this.#items = [...entries, ...this.#items.slice(this.#start)];
    this.#start = 0;
  }

  dropFirst(count: number): void {
    const dropped = this.#headsBetween(0, count);
    if (dropped > 0) this.#heads = this.#heads.slice(dropped);
    this.#start += count;
    // So that the array does not grow for ever.
    if (this.#start <= this.#items.length / 2) return;
    this.#items = this.#items.slice(this.#start);
    this.#start = 0;
  }

  truncate(length: number): void {
    this.#heads.length -= this.#headsBetween(length, this.length);
    this.#items.length = this.#start + length;
  }

  /** Position of the last entry at or before a place; -1 without one. */
  positionAt(place: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.at(middle);
      if (entry !== undefined && placeOf(entry) <= place) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The same array until they change. */
  get heads(): readonly LogGroupHead[] {
    return this.#heads;
  }

  #headsBetween(from: number, to: number): number {
    let heads = 0;
    for (let position = from; position < to; position++) if (isHead(this.at(position))) heads++;
    return heads;
  }
}

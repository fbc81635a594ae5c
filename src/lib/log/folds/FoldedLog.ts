import type { LogBuffer } from '../LogBuffer.ts';
import {
  isLine,
  type LogGroupHead,
  type LogSnapshot,
  type RowSource,
  type ShownRow,
} from '../rows.ts';
import {
  continuesGroup,
  type Entry,
  EntryList,
  foldName,
  type GroupState,
  groupRows,
  noGroups,
  placeOf,
  TURN,
} from './entries.ts';

/**
 * A log with step heads, without the lines of folded steps. It holds places only. A row keeps its
 * index, so that the reader's row stays put.
 */
export class FoldedLog implements RowSource {
  readonly source: LogBuffer;
  readonly #listeners = new Set<() => void>();
  readonly #chosen = new Map<string, boolean>();
  #isOpenAtFirst: (step: string) => boolean;
  readonly #entries = new EntryList();
  #first = 0;
  #groups = noGroups();
  /** The source when the entries were made. */
  #seen: LogSnapshot | null = null;
  #snapshot: LogSnapshot | null = null;

  /** @param isOpenAtFirst for steps that the reader has not toggled */
  constructor(source: LogBuffer, isOpenAtFirst: (step: string) => boolean) {
    this.source = source;
    this.#isOpenAtFirst = isOpenAtFirst;
  }

  get first(): number {
    this.#keepUp();
    return this.#first;
  }

  get end(): number {
    this.#keepUp();
    return this.#first + this.#entries.length;
  }

  get generation(): number {
    return this.source.generation;
  }

  get(index: number): ShownRow | undefined {
    const entry = this.#entries.at(index - this.#first);
    return typeof entry === 'number' ? this.source.get(entry) : entry;
  }

  numberOf(index: number): number {
    const entry = this.#entries.at(index - this.#first);
    return typeof entry === 'number' ? this.source.numberOf(entry) : 0;
  }

  orderAt(index: number): number | undefined {
    const entry = this.#entries.at(index - this.#first);
    return entry === undefined ? undefined : this.source.orderAt(placeOf(entry));
  }

  indexOf(order: number): number | undefined {
    this.#keepUp();
    const at = this.source.indexOf(order);
    if (at === undefined || !this.#hasSeen(at)) return undefined;
    const position = this.#entries.positionAt(at);
    return position < 0 ? undefined : this.#first + position;
  }

  getSnapshot = (): LogSnapshot => {
    this.#keepUp();
    const { dropped, lines, total, counts, generation } = this.#seen ?? this.source.getSnapshot();
    const { first, end } = this;
    this.#snapshot ??= { first, end, dropped, lines, total, counts, generation };
    return this.#snapshot;
  };

  subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    const stop = this.source.subscribe(onChange);
    return () => {
      this.#listeners.delete(onChange);
      stop();
    };
  };

  isOpen = (step: string): boolean => this.#chosen.get(step) ?? this.#isOpenAtFirst(step);

  setOpenAtFirst(isOpenAtFirst: (step: string) => boolean): void {
    this.#isOpenAtFirst = isOpenAtFirst;
    const isOther = this.#entries.heads.some((head) => head.open !== this.isOpen(foldName(head)));
    if (isOther) this.#fold(this.#entries.at(0));
  }

  /** @param head keeps its index */
  toggle(head: LogGroupHead): void {
    const name = foldName(head);
    this.#chosen.set(name, !this.isOpen(name));
    this.#fold(head);
  }

  /** @param index the row that keeps its index */
  toggleAll(index: number): void {
    this.#keepUp();
    const steps = new Set(
      this.#entries.heads.flatMap(({ step, group }) => (group === undefined ? [step] : [])),
    );
    const open = ![...steps].some(this.isOpen);
    for (const step of steps) this.#chosen.set(step, open);
    this.#fold(this.#entries.at(index - this.#first));
  }

  /** Opens the step and group of a line. */
  reveal(order: number): void {
    const { end } = this.source;
    for (let at = this.source.indexOf(order) ?? end; at < end; at++) {
      const row = this.source.get(at);
      if (row === undefined || !isLine(row)) continue;
      const { step, group } = row;
      if (step === undefined) return;
      const folded = [step, foldName({ step, group })].filter((name) => !this.isOpen(name));
      if (folded.length === 0) return;
      for (const name of folded) this.#chosen.set(name, true);
      this.#keepUp();
      if (this.#hasSeen(at)) this.#fold(at);
      return;
    }
  }

  /** What has just been loaded is seen with the next frame. */
  #hasSeen(at: number): boolean {
    return this.#seen !== null && at >= this.#seen.first && at < this.#seen.end;
  }

  /** The given row keeps its index. */
  #fold(anchor: Entry | undefined): void {
    this.#keepUp();
    const before = this.#positionOf(anchor);
    this.#make();
    this.#first += before - this.#positionOf(anchor);
    this.#snapshot = null;
    for (const listener of this.#listeners) listener();
  }

  /** Where a row is, or its head. */
  #positionOf(anchor: Entry | undefined): number {
    if (anchor === undefined) return 0;
    const position = Math.max(0, this.#entries.positionAt(placeOf(anchor)));
    if (typeof anchor === 'number') return position;
    // The heads above a line share its place.
    let top = position;
    for (let at = position; at >= 0; at--) {
      const entry = this.#entries.at(at);
      if (entry === undefined || placeOf(entry) !== anchor.at) break;
      if (typeof entry !== 'object') continue;
      if (foldName(entry) === foldName(anchor)) return at;
      top = at;
    }
    return top;
  }

  #make(): void {
    this.#groups = noGroups();
    const { first, end } = this.#seen ?? this.source;
    this.#entries.replace(this.#rows(first, end));
  }

  #rows(from: number, to: number, groups = this.#groups): Entry[] {
    return groupRows((at) => this.source.get(at), from, to, this.isOpen, groups);
  }

  #keepUp(): void {
    const now = this.source.getSnapshot();
    const before = this.#seen;
    if (now === before) return;
    this.#seen = now;
    this.#snapshot = null;
    const isOther =
      before === null ||
      now.generation !== before.generation ||
      now.first >= before.end ||
      now.end <= before.first;
    if (isOther) {
      this.#first += this.#entries.length;
      this.#make();
      return;
    }
    if (now.end < before.end) this.#dropFrom(now.end);
    // First: new rows may continue groups of the dropped ones.
    if (now.end > before.end) this.#entries.append(this.#rows(before.end, now.end));
    if (now.first > before.first) this.#dropBefore(now.first);
    if (now.first < before.first) this.#prepend(now.first, before.first);
  }

  #dropFrom(place: number): void {
    this.#entries.truncate(this.#entries.positionAt(place - 1) + 1);
    this.#groups = noGroups();
    // What the next rows go on from.
    this.#rows(Math.max(this.#seen?.first ?? 0, place - 1), place);
  }

  #dropBefore(place: number): void {
    const dropped = this.#entries.positionAt(place - 1) + 1;
    this.#entries.dropFirst(dropped);
    this.#first += dropped;
    // The rest of a group may have lost its heads.
    this.#setHeads(place, noGroups());
  }

  /** @param groups of the rows before */
  #setHeads(place: number, groups: GroupState): void {
    const isHead = (entry: Entry | undefined) => typeof entry === 'object' && entry.at === place;
    const heads = [
      ...this.#lostHeads(place, groups),
      ...this.#rows(place, place + 1, groups).filter(isHead),
    ];
    while (isHead(this.#entries.at(0))) {
      this.#entries.dropFirst(1);
      this.#first += 1;
    }
    for (const head of heads.toReversed()) {
      this.#entries.prepend([head]);
      this.#first -= 1;
    }
  }

  /** Heads of the steps that interleave with the one at `place`, whose lines are gone. */
  #lostHeads(place: number, groups: GroupState): Entry[] {
    const seen = new Set<string>();
    const heads: Entry[] = [];
    for (let at = place; at < Math.min(place + TURN, this.source.end); at++) {
      const row = this.source.get(at);
      if (row === undefined || !isLine(row) || row.step === undefined) continue;
      const { step, group } = row;
      if (seen.has(step)) continue;
      seen.add(step);
      if (at === place || continuesGroup(groups, step, at)) continue;
      const own = this.#headsAt(at).filter((head) => head.step === step);
      if (own.some((head) => head.group === undefined)) continue;
      const open = this.isOpen(step);
      heads.push({ kind: 'group', step, open, at: place });
      if (!open || group === undefined || own.length > 0) continue;
      heads.push({
        kind: 'group',
        step,
        group,
        open: this.isOpen(foldName({ step, group })),
        at: place,
      });
    }
    return heads;
  }

  #headsAt(place: number): LogGroupHead[] {
    const heads: LogGroupHead[] = [];
    for (let position = this.#entries.positionAt(place); position >= 0; position--) {
      const entry = this.#entries.at(position);
      if (entry === undefined || placeOf(entry) !== place) break;
      if (typeof entry === 'object') heads.push(entry);
    }
    return heads;
  }

  #prepend(from: number, to: number): void {
    const groups = noGroups();
    const older = this.#rows(from, to, groups);
    // The first rows may have begun further up than was known.
    this.#setHeads(to, groups);
    this.#entries.prepend(older);
    this.#first -= older.length;
  }
}

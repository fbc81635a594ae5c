import { FrameListeners, type Schedule } from './FrameListeners.ts';
import {
  isContinued,
  isLine,
  type LogLevel,
  type LogLineInput,
  type LogRow,
  type LogSnapshot,
  noCounts,
  orderOf,
  splitLine,
} from './rows.ts';

/** Rows held before the oldest are dropped: the most that scrolls well and stays below 80 MB. */
export const LOG_CAPACITY = 100_000;

/**
 * Log rows in a ring of fixed size. Appending is O(1) and copies nothing; subscribers are notified
 * at most once per frame. When it is full, rows at the other side are dropped.
 */
export class LogBuffer {
  readonly capacity: number;
  #ring: LogRow[] = [];
  /** Per slot: the line's count since the last clear. */
  #numbers = new Float64Array(0);
  /** Per slot: the row's order; never falls. */
  #orders = new Float64Array(0);
  #numberOffset: number | null = null;
  #first = 0;
  #end = 0;
  /** Rows before this one belong to an earlier stream. */
  #epoch = 0;
  #dropped = 0;
  #lines = 0;
  #total = 0;
  #generation = 0;
  #counts: Record<LogLevel, number> = noCounts();
  #listeners: FrameListeners;
  #dirty = true;
  #snapshot: LogSnapshot | null = null;

  constructor(options: { capacity?: number; schedule?: Schedule } = {}) {
    this.capacity = options.capacity ?? LOG_CAPACITY;
    this.#listeners = new FrameListeners(
      options.schedule,
      () => this.#end,
      () => (this.#snapshot = null),
    );
  }

  /** @param arrived false for older lines that join the end */
  append(rows: readonly LogRow[], { arrived = true }: { readonly arrived?: boolean } = {}): void {
    if (rows.length === 0) return;
    this.#allocate();
    const linesBefore = this.#total;
    for (const row of rows) {
      if (isLine(row) && row.message.includes('\n')) {
        for (const part of splitLine(row)) this.#push(part);
      } else this.#push(row);
    }
    if (!arrived) this.#total = linesBefore;
    this.#changed();
  }

  /** Puts older rows before the first; if it is full, the newest go. */
  prepend(rows: readonly LogRow[]): void {
    if (rows.length === 0) return;
    this.#allocate();
    for (let i = rows.length - 1; i >= 0; i--) {
      const row = rows[i];
      if (row === undefined) continue;
      if (isLine(row) && row.message.includes('\n')) {
        for (const part of splitLine(row).toReversed()) this.#unshift(part);
      } else this.#unshift(row);
    }
    this.#changed();
  }

  /** Another part of the same log; rows get indexes that were never used. */
  replace(rows: readonly LogRow[]): void {
    this.#empty();
    this.#changed();
    this.append(rows, { arrived: false });
  }

  clear(): void {
    this.#empty();
    this.#first = 0;
    this.#end = 0;
    this.#epoch = 0;
    this.#dropped = 0;
    this.#total = 0;
    this.#generation++;
    this.#numberOffset = null;
    this.#changed();
  }

  noteArrived(lines: number): void {
    this.#total += lines;
    this.#changed();
  }

  /** What follows is of another stream. */
  beginEpoch(): void {
    this.#epoch = this.#end;
  }

  /** @param offset the number of the line with ordinal 0 */
  setNumberOffset(offset: number | null): void {
    if (this.#numberOffset === offset) return;
    this.#numberOffset = offset;
    this.#changed();
  }

  get numberOffset(): number | null {
    return this.#numberOffset;
  }

  get first(): number {
    return this.#first;
  }

  get end(): number {
    return this.#end;
  }

  get generation(): number {
    return this.#generation;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** The row at `index`; undefined when it is not held. */
  get(index: number): LogRow | undefined {
    if (index < this.#first || index >= this.#end) return undefined;
    return this.#ring[this.#slot(index)];
  }

  /** What people call the line at `index`, counted from 1; 0 for none, or while unknown. */
  numberOf(index: number): number {
    const row = this.get(index);
    if (row === undefined) return 0;
    if (isLine(row) && row.number !== undefined) return row.number;
    if (!isLine(row) || row.ordinal === undefined) return this.#numbers[this.#slot(index)] ?? 0;
    if (row.part !== undefined || this.#numberOffset === null) return 0;
    return row.ordinal + this.#numberOffset;
  }

  /** Where the row at `index` stands. */
  orderAt(index: number): number | undefined {
    return this.get(index) === undefined ? undefined : this.#orders[this.#slot(index)];
  }

  /** Index of the first row at this place or a later one; undefined when none is held. */
  indexOf(order: number): number | undefined {
    let low = Math.max(this.#first, this.#epoch);
    let high = this.#end;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#orders[this.#slot(middle)] ?? 0) < order) low = middle + 1;
      else high = middle;
    }
    return low < this.#end ? low : undefined;
  }

  /** The oldest and newest line of the present stream. */
  edges(): {
    readonly oldest: LogLineInput | undefined;
    readonly newest: LogLineInput | undefined;
  } {
    return {
      oldest: this.#lineFrom(Math.max(this.#first, this.#epoch), 1),
      newest: this.#lineFrom(this.#end - 1, -1),
    };
  }

  *rows(): Generator<LogRow, void> {
    for (let i = this.#first; i < this.#end; i++) {
      const row = this.get(i);
      if (row !== undefined) yield row;
    }
  }

  /** The same object until subscribers are notified. */
  getSnapshot = (): LogSnapshot => {
    if (this.#snapshot === null || (this.#dirty && this.#listeners.isEmpty)) {
      this.#snapshot = {
        first: this.#first,
        end: this.#end,
        dropped: this.#dropped,
        lines: this.#lines,
        total: this.#total,
        counts: { ...this.#counts },
        generation: this.#generation,
      };
      this.#dirty = false;
    }
    return this.#snapshot;
  };

  subscribe = (onChange: () => void): (() => void) => {
    const remove = this.#listeners.add(onChange);
    if (this.#dirty) this.#changed();
    return remove;
  };

  #slot(index: number): number {
    const rest = index % this.capacity;
    return rest < 0 ? rest + this.capacity : rest;
  }

  /** On first use, at full size: rows go in at both sides, and a sparse array is slow. */
  #allocate(): void {
    if (this.#orders.length > 0) return;
    this.#ring = Array.from<LogRow>({ length: this.capacity });
    this.#numbers = new Float64Array(this.capacity);
    this.#orders = new Float64Array(this.capacity);
  }

  #empty(): void {
    this.#ring = [];
    this.#numbers = new Float64Array(0);
    this.#orders = new Float64Array(0);
    this.#first = this.#end;
    this.#epoch = this.#end;
    this.#lines = 0;
    this.#counts = noCounts();
  }

  #lineFrom(index: number, step: 1 | -1): LogLineInput | undefined {
    for (let i = index; ; i += step) {
      const row = this.get(i);
      if (row === undefined || isLine(row)) return row;
    }
  }

  #push(row: LogRow): void {
    if (this.#end - this.#first === this.capacity) this.#dropOldest(row);
    const slot = this.#slot(this.#end);
    if (isLine(row)) this.#total++;
    this.#count(row, 1);
    const before = this.#end > this.#epoch ? (this.#orders[this.#slot(this.#end - 1)] ?? 0) : 0;
    this.#ring[slot] = row;
    this.#numbers[slot] = this.#total;
    // Without a stream, lines are ordered by their numbers.
    this.#orders[slot] = orderOf(row) ?? (isLine(row) ? Math.max(before, this.#total) : before);
    this.#end++;
  }

  #unshift(row: LogRow): void {
    const index = this.#first - 1;
    const slot = this.#slot(index);
    if (this.#end - this.#first === this.capacity) this.#dropNewest(row);
    this.#count(row, 1);
    this.#ring[slot] = row;
    this.#numbers[slot] = 0;
    const order = orderOf(row) ?? 0;
    this.#orders[slot] = order;
    // Markers without a line before them follow this row.
    for (let i = index + 1; i < this.#end; i++) {
      const next = this.#ring[this.#slot(i)];
      if (next === undefined || orderOf(next) !== undefined) break;
      this.#orders[this.#slot(i)] = order;
    }
    this.#first = index;
    this.#epoch = Math.min(this.#epoch, index);
  }

  /** A message goes as a whole, so that it can be loaded again, unless `row` is of it too. */
  #dropOldest(row: LogRow): void {
    do {
      this.#count(this.get(this.#first), -1);
      this.#first++;
      this.#dropped++;
    } while (isContinued(this.get(this.#first), row));
  }

  #dropNewest(row: LogRow): void {
    let lost: LogRow | undefined;
    do {
      lost = this.get(this.#end - 1);
      this.#count(lost, -1);
      this.#end--;
    } while (isContinued(lost, row));
  }

  #count(row: LogRow | undefined, by: 1 | -1): void {
    if (row === undefined || !isLine(row)) return;
    this.#lines += by;
    this.#counts[row.level] += by;
  }

  #changed(): void {
    this.#dirty = true;
    this.#listeners.changed();
  }
}

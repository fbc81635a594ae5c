export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A line as a publisher sends it. Line breaks inside `message` make several lines. */
export interface LogLineInput {
  readonly kind?: 'line';
  /** Position in the stored stream, if known; kept, not interpreted. */
  readonly seq?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly message: string;
  readonly level: LogLevel;
  readonly stream?: 'stdout' | 'stderr' | undefined;
  readonly step?: string | undefined;
}

/** A row between lines: a gap, the start of a step, "Process exited with code 1". */
export interface LogMarkerInput {
  readonly kind: 'marker';
  readonly text: string;
  readonly time: number;
  readonly tone?: 'idle' | 'failed' | 'warning' | 'passed';
}

/** Kept as given, without a copy: at a burst the copies would cost more than all the rest. */
export type LogRow = LogLineInput | LogMarkerInput;

/** What the view renders from. Rows `first` to `end - 1` can be read with `get`. */
export interface LogSnapshot {
  /** Counts from the last clear and never goes back, so an index serves as a key. */
  readonly first: number;
  readonly end: number;
  /** Rows that fell out of the ring since the last clear. */
  readonly dropped: number;
  /** Lines held, markers left out. */
  readonly lines: number;
  /** Lines since the last clear, dropped ones included. */
  readonly total: number;
  /** Lines held, by level. */
  readonly counts: Readonly<Record<LogLevel, number>>;
  /** Grows with every clear. */
  readonly generation: number;
}

/** Runs `flush` once, later; returns its undo. */
export type Schedule = (flush: () => void) => () => void;

/** Rows held before the oldest are dropped: the most that scrolls well and stays below 80 MB. */
export const LOG_CAPACITY = 100_000;

/** More lines in one frame than this are a burst: nobody reads along, so receiving goes first. */
export const BURST_LINES = 500;
/** During a burst subscribers are told every so many frames, about 12 times a second. */
export const BURST_FRAMES = 5;

const onNextFrame: Schedule = (flush) => {
  const id = requestAnimationFrame(flush);
  return () => cancelAnimationFrame(id);
};

const LINE_BREAK = /\r?\n/;

/**
 * Log rows in a ring of fixed size, outside React. Appending is O(1) per line and never copies;
 * subscribers hear of it at most once per frame, and less often while a burst lasts.
 */
export class LogBuffer {
  readonly capacity: number;
  #schedule: Schedule;
  #ring: LogRow[] = [];
  /** For each slot: the number people know the line by; a marker has its last line's. */
  #numbers: number[] = [];
  #end = 0;
  #lines = 0;
  #total = 0;
  #generation = 0;
  #counts: Record<LogLevel, number> = { debug: 0, info: 0, warn: 0, error: 0 };
  #stepStarts = new Map<string, number>();
  #listeners = new Set<() => void>();
  #cancelFlush: (() => void) | null = null;
  #endAtLastFrame = 0;
  #framesHeld = 0;
  #dirty = true;
  #snapshot: LogSnapshot | null = null;

  constructor(options: { capacity?: number; schedule?: Schedule } = {}) {
    this.capacity = options.capacity ?? LOG_CAPACITY;
    this.#schedule = options.schedule ?? onNextFrame;
  }

  append(rows: readonly LogRow[]): void {
    for (const row of rows) {
      if (row.kind === 'marker') {
        this.#push(row);
      } else if (row.message.includes('\n')) {
        // A final break ends the line, it does not start an empty one.
        const parts = row.message.replace(/\r?\n$/, '').split(LINE_BREAK);
        for (const part of parts) this.#pushLine({ ...row, message: part });
      } else {
        this.#pushLine(row);
      }
    }
    if (rows.length > 0) this.#changed();
  }

  clear(): void {
    this.#ring = [];
    this.#numbers = [];
    this.#end = 0;
    this.#lines = 0;
    this.#total = 0;
    this.#generation++;
    this.#counts = { debug: 0, info: 0, warn: 0, error: 0 };
    this.#stepStarts.clear();
    this.#changed();
  }

  /** The row at `index`; undefined when it was dropped or is still to come. */
  get(index: number): LogRow | undefined {
    if (index < this.#first() || index >= this.#end) return undefined;
    return this.#ring[index % this.capacity];
  }

  /** What people call the line at `index`: counted from 1, markers left out. */
  numberOf(index: number): number {
    return this.#numbers[index % this.capacity] ?? 0;
  }

  /** Index of a step's first line, dropped or not; undefined when none came yet. */
  indexOfStep(step: string): number | undefined {
    return this.#stepStarts.get(step);
  }

  /** Index of the line that people know as `number`; undefined when it is not held. */
  indexOfNumber(number: number): number | undefined {
    // Numbers never fall with the index; of a line and its markers the line comes first.
    let low = this.#first();
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.numberOf(middle) < number) low = middle + 1;
      else high = middle;
    }
    const row = this.get(low);
    const found = row !== undefined && row.kind !== 'marker' && this.numberOf(low) === number;
    return found ? low : undefined;
  }

  /** All rows held, oldest first. */
  *rows(): Generator<LogRow, void> {
    for (let i = this.#first(); i < this.#end; i++) {
      const row = this.get(i);
      if (row !== undefined) yield row;
    }
  }

  /** Fit for useSyncExternalStore: the same object until subscribers are told of a change. */
  getSnapshot = (): LogSnapshot => {
    if (this.#snapshot === null || (this.#dirty && this.#listeners.size === 0)) {
      const first = this.#first();
      this.#snapshot = {
        first,
        end: this.#end,
        dropped: first,
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
    this.#listeners.add(onChange);
    if (this.#dirty) this.#changed();
    return () => {
      this.#listeners.delete(onChange);
      if (this.#listeners.size > 0) return;
      this.#cancelFlush?.();
      this.#cancelFlush = null;
    };
  };

  #first(): number {
    return Math.max(0, this.#end - this.capacity);
  }

  #pushLine(line: LogLineInput): void {
    this.#total++;
    this.#lines++;
    this.#counts[line.level]++;
    if (line.step !== undefined && !this.#stepStarts.has(line.step)) {
      this.#stepStarts.set(line.step, this.#end);
    }
    this.#push(line);
  }

  #push(row: LogRow): void {
    const slot = this.#end % this.capacity;
    const lost = this.#end >= this.capacity ? this.#ring[slot] : undefined;
    if (lost !== undefined && lost.kind !== 'marker') {
      this.#lines--;
      this.#counts[lost.level]--;
    }
    this.#ring[slot] = row;
    this.#numbers[slot] = this.#total;
    this.#end++;
  }

  #changed(): void {
    this.#dirty = true;
    if (this.#listeners.size === 0 || this.#cancelFlush !== null) return;
    this.#cancelFlush = this.#schedule(this.#onFrame);
  }

  #onFrame = (): void => {
    const arrived = this.#end - this.#endAtLastFrame;
    this.#endAtLastFrame = this.#end;
    if (arrived >= BURST_LINES && this.#framesHeld < BURST_FRAMES - 1) {
      this.#framesHeld++;
      this.#cancelFlush = this.#schedule(this.#onFrame);
      return;
    }
    this.#framesHeld = 0;
    this.#cancelFlush = null;
    this.#snapshot = null;
    for (const listener of this.#listeners) listener();
  };
}

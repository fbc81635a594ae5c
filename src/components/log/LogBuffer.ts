export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A line as a publisher sends it. Line breaks inside `message` make several lines. */
export interface LogLineInput {
  kind?: 'line';
  /** Position in the stored stream, if known; kept, not interpreted. */
  seq?: number;
  /** Milliseconds since the epoch. */
  time: number;
  message: string;
  level: LogLevel;
  stream?: 'stdout' | 'stderr';
  step?: string;
}

/** A row between lines: a gap, the start of a step, "Process exited with code 1". */
export interface LogMarkerInput {
  kind: 'marker';
  text: string;
  time: number;
  tone?: 'idle' | 'failed' | 'warning' | 'passed';
}

export interface LogLine {
  readonly kind: 'line';
  /** Position among all rows since the last clear; never reused, so it serves as a key. */
  readonly index: number;
  /** What people count: from 1, markers left out. */
  readonly number: number;
  readonly time: number;
  readonly message: string;
  readonly level: LogLevel;
  readonly seq: number | undefined;
  readonly stream: 'stdout' | 'stderr' | undefined;
  readonly step: string | undefined;
}

export interface LogMarker {
  readonly kind: 'marker';
  readonly index: number;
  readonly text: string;
  readonly time: number;
  readonly tone: 'idle' | 'failed' | 'warning' | 'passed';
}

export type LogRow = LogLine | LogMarker;

/** What the view renders from. Rows `first` to `end - 1` can be read with `get`. */
export interface LogSnapshot {
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

const onNextFrame: Schedule = (flush) => {
  const id = requestAnimationFrame(flush);
  return () => cancelAnimationFrame(id);
};

const LINE_BREAK = /\r?\n/;

/**
 * Log rows in a ring of fixed size, outside React. Appending is O(1) per line and never copies;
 * subscribers hear of it at most once per frame.
 */
export class LogBuffer {
  readonly capacity: number;
  #schedule: Schedule;
  #ring: LogRow[] = [];
  #end = 0;
  #lines = 0;
  #nextNumber = 1;
  #generation = 0;
  #counts: Record<LogLevel, number> = { debug: 0, info: 0, warn: 0, error: 0 };
  #stepStarts = new Map<string, number>();
  #listeners = new Set<() => void>();
  #cancelFlush: (() => void) | null = null;
  #dirty = true;
  #snapshot: LogSnapshot | null = null;

  constructor(options: { capacity?: number; schedule?: Schedule } = {}) {
    this.capacity = options.capacity ?? LOG_CAPACITY;
    this.#schedule = options.schedule ?? onNextFrame;
  }

  append(rows: readonly (LogLineInput | LogMarkerInput)[]): void {
    for (const row of rows) {
      if (row.kind === 'marker') {
        const { text, time, tone = 'idle' } = row;
        this.#push({ kind: 'marker', index: this.#end, text, time, tone });
      } else if (row.message.includes('\n')) {
        // A final break ends the line, it does not start an empty one.
        const parts = row.message.replace(/\r?\n$/, '').split(LINE_BREAK);
        for (const part of parts) this.#pushLine(row, part);
      } else {
        this.#pushLine(row, row.message);
      }
    }
    if (rows.length > 0) this.#changed();
  }

  clear(): void {
    this.#ring = [];
    this.#end = 0;
    this.#lines = 0;
    this.#nextNumber = 1;
    this.#generation++;
    this.#counts = { debug: 0, info: 0, warn: 0, error: 0 };
    this.#stepStarts.clear();
    this.#changed();
  }

  /** The row at `index`; undefined when it was dropped or is still to come. */
  get(index: number): LogRow | undefined {
    const row = this.#ring[index % this.capacity];
    return row?.index === index ? row : undefined;
  }

  /** Index of a step's first line, dropped or not; undefined when none came yet. */
  indexOfStep(step: string): number | undefined {
    return this.#stepStarts.get(step);
  }

  /** Index of the line that people know as `number`; undefined when it is not held. */
  indexOfNumber(number: number): number | undefined {
    // Numbers grow with the index, so halve the range; markers take their next line's number.
    let low = this.#first();
    let high = this.#end - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      let at = middle;
      let row = this.get(at);
      while (row?.kind === 'marker' && at < high) row = this.get(++at);
      if (row?.kind !== 'line') high = middle - 1;
      else if (row.number === number) return at;
      else if (row.number < number) low = at + 1;
      else high = middle - 1;
    }
    return undefined;
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
        total: this.#nextNumber - 1,
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

  #pushLine(input: LogLineInput, message: string): void {
    this.#lines++;
    this.#counts[input.level]++;
    if (input.step !== undefined && !this.#stepStarts.has(input.step)) {
      this.#stepStarts.set(input.step, this.#end);
    }
    this.#push({
      kind: 'line',
      index: this.#end,
      number: this.#nextNumber++,
      time: input.time,
      message,
      level: input.level,
      seq: input.seq,
      stream: input.stream,
      step: input.step,
    });
  }

  #push(row: LogRow): void {
    const slot = this.#end % this.capacity;
    const lost = this.#end >= this.capacity ? this.#ring[slot] : undefined;
    if (lost?.kind === 'line') {
      this.#lines--;
      this.#counts[lost.level]--;
    }
    this.#ring[slot] = row;
    this.#end++;
  }

  #changed(): void {
    this.#dirty = true;
    if (this.#listeners.size === 0 || this.#cancelFlush !== null) return;
    this.#cancelFlush = this.#schedule(() => {
      this.#cancelFlush = null;
      this.#snapshot = null;
      for (const listener of this.#listeners) listener();
    });
  }
}

import { LogBuffer } from '../LogBuffer.ts';
import type { LogRow } from '../rows.ts';

/** Rows that a scan selects, in order; if too many, the newest. */
export class FoundRows {
  readonly buffer: LogBuffer;
  #leftOut = 0;

  constructor(buffer = new LogBuffer()) {
    this.buffer = buffer;
  }

  /** Rows without room: older ones, and those that newer ones pushed out. */
  get leftOut(): number {
    return this.#leftOut + this.buffer.dropped;
  }

  add(rows: readonly LogRow[], side: 'older' | 'newer'): void {
    if (side === 'newer') return this.buffer.append(rows);
    const { capacity, first, end } = this.buffer;
    // What is left out must not seem to be between two that are shown.
    const from = Math.max(0, rows.length - (capacity - (end - first)));
    this.#leftOut += from;
    this.buffer.prepend(rows.slice(from));
  }
}

import type { Hit } from './search/HitList.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** As a publisher sends it. Line breaks in `message` make several lines. */
export interface LogLineInput {
  readonly kind?: 'line';
  /** Its place in the stream; links name a line by it. */
  readonly seq?: number | undefined;
  /** The place of a line without a sequence among those with one. */
  readonly order?: number | undefined;
  /** From any zero; `numberOffset` makes it the shown number. */
  readonly ordinal?: number | undefined;
  /** Of the further rows of a message with line breaks, which have no number. */
  readonly part?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly message: string;
  readonly level: LogLevel;
  readonly stream?: 'stdout' | 'stderr' | undefined;
  readonly step?: string | undefined;
  /** The step's own grouping. */
  readonly group?: string | undefined;
}

/** A row between lines, e.g. a gap or "Process exited with code 1". */
export interface LogMarkerInput {
  readonly kind: 'marker';
  readonly text: string;
  readonly time: number;
  readonly tone?: 'idle' | 'failed' | 'warning' | 'passed';
}

/** Kept without a copy: in a burst copies would cost more than the rest. */
export type LogRow = LogLineInput | LogMarkerInput;

export const isLine = (row: { readonly kind?: string }): row is LogLineInput =>
  row.kind === undefined || row.kind === 'line';

/** Rows `first` to `end - 1` can be read with `get`. */
export interface LogSnapshot {
  /** A row keeps its index while it is held, so that an index serves as a key. */
  readonly first: number;
  readonly end: number;
  /** Rows dropped from the beginning since the last clear. */
  readonly dropped: number;
  /** Lines held, without markers. */
  readonly lines: number;
  /** Lines that arrived since the last clear, held or not. */
  readonly total: number;
  readonly counts: Readonly<Record<LogLevel, number>>;
  /** Grows with every clear. */
  readonly generation: number;
}

const LINE_BREAK = /\r?\n/;

/** A message as one row per line. */
export function splitLine(row: LogLineInput): readonly LogLineInput[] {
  if (!row.message.includes('\n')) return [row];
  // A final break ends the line, it does not start an empty one.
  const parts = row.message.replace(/\r?\n$/, '').split(LINE_BREAK);
  return parts.map((message, i) =>
    i === 0 || row.ordinal === undefined ? { ...row, message } : { ...row, message, part: i },
  );
}

export const noCounts = (): Record<LogLevel, number> => ({ debug: 0, info: 0, warn: 0, error: 0 });

/** A line's sequence, or its substitute. */
export const orderOf = (row: LogRow): number | undefined =>
  row.kind === 'marker' ? undefined : (row.seq ?? row.order);

/** The head of a step, or of a group within one. */
export interface LogGroupHead {
  readonly kind: 'group';
  readonly step: string;
  readonly group?: string;
  readonly open: boolean;
  /** Where its lines begin. */
  readonly at: number;
}

/** A row as it is rendered. */
export type ShownRow = LogRow | LogGroupHead;

/** Rows as the view reads them: a log's, or a selection. */
export interface RowSource {
  readonly first: number;
  readonly end: number;
  /** Current, unlike a snapshot's. */
  readonly generation: number;
  /** Undefined when it is not held. */
  get(index: number): ShownRow | undefined;
  /** The shown line number, from 1; 0 while unknown. */
  numberOf(index: number): number;
  /** Its sequence, or its substitute. */
  orderAt(index: number): number | undefined;
  /** The first row with this sequence or a later one. */
  indexOfSeq(seq: number): number | undefined;
  /** Fit for useSyncExternalStore. */
  readonly getSnapshot: () => LogSnapshot;
  readonly subscribe: (onChange: () => void) => () => void;
}

/** Null when it is not held. */
export function indexOfLine(buffer: RowSource, { seq, part }: Hit): number | null {
  const at = buffer.indexOfSeq(seq);
  if (at === undefined) return null;
  for (let index = at; index < buffer.end; index++) {
    const row = buffer.get(index);
    if (row === undefined || !isLine(row)) continue;
    const order = buffer.orderAt(index) ?? seq;
    if (order > seq || (row.part ?? 0) >= part) return index;
  }
  return null;
}

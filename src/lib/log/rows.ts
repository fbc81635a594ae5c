import type { Hit } from './search/HitList.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A line as a publisher sends it. Line breaks inside `message` make several lines. */
export interface LogLineInput {
  readonly kind?: 'line';
  /** Sequence in the stored stream, if known: what links to a line name it by. */
  readonly seq?: number | undefined;
  /** Set for a line without a sequence: where it stands among those that have one. */
  readonly order?: number | undefined;
  /** Place in the log, from any zero; `numberOffset` makes it the number that people see. */
  readonly ordinal?: number | undefined;
  /** Set for the further rows of a message with line breaks; they have no number of their own. */
  readonly part?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly message: string;
  readonly level: LogLevel;
  readonly stream?: 'stdout' | 'stderr' | undefined;
  readonly step?: string | undefined;
  /** What the step itself put this line under. */
  readonly group?: string | undefined;
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

export const isLine = (row: { readonly kind?: string }): row is LogLineInput =>
  row.kind === undefined || row.kind === 'line';

/** What the view renders from. Rows `first` to `end - 1` can be read with `get`. */
export interface LogSnapshot {
  /** A row keeps its index for as long as it is held, so an index serves as a key. */
  readonly first: number;
  readonly end: number;
  /** Rows that fell out at the beginning since the last clear. */
  readonly dropped: number;
  /** Lines held, markers left out. */
  readonly lines: number;
  /** Lines that arrived at the log's end since the last clear, held or not. */
  readonly total: number;
  /** Lines held, by level. */
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

/** Where a line stands in its log: its sequence, or what takes the place of one. */
export const orderOf = (row: LogRow): number | undefined =>
  row.kind === 'marker' ? undefined : (row.seq ?? row.order);

/** The head above the lines of a step, or of a group within one; folds them away. */
export interface LogGroupHead {
  readonly kind: 'group';
  readonly step: string;
  readonly group?: string;
  readonly open: boolean;
  /** Where in the log the lines below it begin. */
  readonly at: number;
}

/** A row as it is rendered. */
export type ShownRow = LogRow | LogGroupHead;

/** Rows as the view reads them: a log's, or a selection of them. */
export interface RowSource {
  readonly first: number;
  readonly end: number;
  /** Grows with every clear; of this very moment, which a snapshot is not. */
  readonly generation: number;
  /** The row at `index`; undefined when it is not held. */
  get(index: number): ShownRow | undefined;
  /** What people call the line at `index`, counted from 1; 0 for none, or while unknown. */
  numberOf(index: number): number;
  /** Where the row at `index` stands: its sequence, or what takes the place of one. */
  orderAt(index: number): number | undefined;
  /** Index of the first row with this sequence or a later one; undefined when none is held. */
  indexOfSeq(seq: number): number | undefined;
  /** Fit for useSyncExternalStore. */
  readonly getSnapshot: () => LogSnapshot;
  readonly subscribe: (onChange: () => void) => () => void;
}

/** Index of a line's row; null when it is not held. */
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

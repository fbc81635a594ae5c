export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Index of a line, and what holds from there on. */
export type Run<Value> = readonly [from: number, value: Value];

/** A log event, or one of its lines. Line breaks in `message` make several. */
export interface LogLineInput {
  readonly kind?: 'line';
  /** Its place in the stream; links name a line by it. */
  readonly seq?: number | undefined;
  /** The place of a line without a sequence among those with one. */
  readonly order?: number | undefined;
  /** From any zero; `numberOffset` makes it the shown number. */
  readonly ordinal?: number | undefined;
  /** Which of its message’s lines it is, from 0; left out for the first where it has no number. */
  readonly part?: number | undefined;
  /** Its number in the log (of a message: of its first line), if its publisher counts them. */
  readonly number?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly message: string;
  /** Of a message: the most severe of its lines. */
  readonly level: LogLevel;
  /** Where the lines of a message differ in their level. */
  readonly levels?: readonly Run<LogLevel>[] | undefined;
  /** How long after `time` its lines were printed, in milliseconds. */
  readonly delays?: readonly Run<number>[] | undefined;
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

/** How many lines a message has; a break at its end only ends the last one. */
export function countLines(message: string): number {
  let lines = 1;
  for (let at = message.indexOf('\n'); at >= 0; at = message.indexOf('\n', at + 1)) lines += 1;
  return lines > 1 && message.endsWith('\n') ? lines - 1 : lines;
}

const LINE_BREAK = /\r?\n/;

/** How many lines a log event has, for pages that count lines. */
export function weighEvent({ data }: Readonly<Record<string, unknown>>): number {
  if (typeof data !== 'object' || data === null || !('message' in data)) return 1;
  return typeof data.message === 'string' ? countLines(data.message) : 1;
}

/** Its lines; a break at its end does not start an empty one. */
export function linesIn(message: string): readonly string[] {
  return message.includes('\n') ? message.replace(/\r?\n$/, '').split(LINE_BREAK) : [message];
}

/** A message as one row per line. */
export function splitLine(row: LogLineInput): readonly LogLineInput[] {
  const { message, number, levels = NO_RUNS, delays = NO_RUNS, ...common } = row;
  if (!message.includes('\n')) return [row];
  const parts = linesIn(message);
  const hasPlace = row.ordinal !== undefined || row.seq !== undefined;
  const levelAt = runReader(levels, row.level);
  const delayAt = runReader(delays, 0);
  return parts.map((text, part) => ({
    ...common,
    message: text,
    level: levelAt(part),
    time: row.time + delayAt(part),
    ...(number !== undefined ? { part, number: number + part } : hasPlace && part > 0 && { part }),
  }));
}

const NO_RUNS: readonly Run<never>[] = [];

/** Reads runs line by line, as far as they are in order. */
function runReader<Value>(runs: readonly Run<Value>[], first: Value): (index: number) => Value {
  let value = first;
  let next = 0;
  return (index) => {
    for (let run = runs[next]; run !== undefined && run[0] <= index; run = runs[next]) {
      value = run[1];
      next += 1;
    }
    return value;
  };
}

export const noCounts = (): Record<LogLevel, number> => ({ debug: 0, info: 0, warn: 0, error: 0 });

/** Between the lines of one message; leaves room for a million of them between two sequences. */
export const PART_ORDER = 2 ** -20;

/**
 * Where a line stands in its log: the sequence of its message, or its substitute, and behind the
 * point which of its lines it is. One number, so that places sort.
 */
export const orderOf = (row: LogRow): number | undefined => {
  if (row.kind === 'marker') return undefined;
  const start = row.seq ?? row.order;
  return start === undefined ? undefined : start + (row.part ?? 0) * PART_ORDER;
};

/** Whether it is a further line of its message, and `other` is not of that message. */
export function isContinued(row: LogRow | undefined, other: LogRow): boolean {
  if (row === undefined || !isLine(row) || (row.part ?? 0) === 0) return false;
  return !isLine(other) || other.seq !== row.seq || other.ordinal !== row.ordinal;
}

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
  /** As `orderOf`, or its substitute. */
  orderAt(index: number): number | undefined;
  /** The first row at this place or a later one. */
  indexOf(order: number): number | undefined;
  /** Fit for useSyncExternalStore. */
  readonly getSnapshot: () => LogSnapshot;
  readonly subscribe: (onChange: () => void) => () => void;
}

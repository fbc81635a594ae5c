import { isLine, type LogLineInput, orderOf, PART_ORDER, type RowSource } from './rows.ts';

/** Lines of a log by where they stand, as `orderOf`; both inclusive. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** From a message's first line to where its last would be. */
const WHOLE = 1 - PART_ORDER;

/** All lines of the message with this sequence. */
export const messageRange = (seq: number): LineRange => ({ from: seq, to: seq + WHOLE });

export const isWithin = ({ from, to }: LineRange, line: LogLineInput): boolean => {
  const order = line.seq === undefined ? undefined : orderOf(line);
  return order !== undefined && order >= from && order <= to;
};

/**
 * What choosing a row selects: the line, or the message whose lines have no numbers of their own.
 * Null for what no link can name.
 */
export function rangeOf(line: LogLineInput): LineRange | null {
  const order = line.seq === undefined ? undefined : orderOf(line);
  if (order === undefined || line.seq === undefined) return null;
  return line.number !== undefined && line.part !== undefined
    ? { from: order, to: order }
    : messageRange(line.seq);
}

/** Where the line or message stands that ends a range. */
export const lastOf = ({ to }: LineRange): number => (to % 1 === WHOLE ? Math.floor(to) : to);

export const hullOf = (a: LineRange, b: LineRange): LineRange => ({
  from: Math.min(a.from, b.from),
  to: Math.max(a.to, b.to),
});

/** The next or previous lines that choosing would select. */
export function neighbourOf(rows: RowSource, order: number, by: 1 | -1): LineRange | null {
  const start = rows.indexOf(order);
  if (start === undefined) return null;
  for (let index = start + by; index >= rows.first && index < rows.end; index += by) {
    const row = rows.get(index);
    if (row === undefined || !isLine(row)) continue;
    const range = rangeOf(row);
    // Further lines of a message are chosen with its first.
    if (range !== null && range.from === orderOf(row) && range.from !== order) return range;
  }
  return null;
}

/** `120` is a message, `120.4` the fifth of its lines. */
export function describeLines(range: LineRange): string {
  const { from, to } = range;
  if (from === to) return describeLine(from);
  const first = from % 1 === 0 ? `${from}` : describeLine(from);
  const last = to % 1 === WHOLE ? `${Math.floor(to)}` : describeLine(to);
  return first === last ? first : `${first}-${last}`;
}

const describeLine = (order: number) => `${Math.floor(order)}.${(order % 1) / PART_ORDER}`;

/** Null for what `describeLines` never makes. */
export function readLines(text: string): LineRange | null {
  const [, first, last] = /^(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  if (first === undefined) return null;
  const [a, b] = [readLine(first), readLine(last ?? first)];
  return a === null || b === null ? null : hullOf(a, b);
}

/** Orders are exact up to here. */
const MAX_SEQ = 2 ** 32;

function readLine(text: string): LineRange | null {
  const [seq = 0, part] = text.split('.').map(Number);
  if (seq < 1 || seq > MAX_SEQ) return null;
  if (part === undefined) return messageRange(seq);
  const order = seq + part * PART_ORDER;
  return part < 1 / PART_ORDER ? { from: order, to: order } : null;
}

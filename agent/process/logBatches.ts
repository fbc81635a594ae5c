import type { LogLevel } from '../../src/catalogs/slate/index.ts';
import { type Clock, systemClock } from '../../src/lib/messaging/index.ts';

/** Escaped and with its envelope an event stays below every server's max_payload. */
const MAX_CHARS = 64 * 1024;
/** A page loads and drops whole events. */
const MAX_LINES = 2_000;
/** A line waits no longer for the ack of the event before. */
const WAIT_MS = 10;

const SEVERITY: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** From the line with this index on. */
type Run<Value> = [from: number, value: Value];

/** Lines as one log event carries them. */
export interface GatheredLines {
  readonly message: string;
  /** Of the most severe line. */
  readonly level: LogLevel;
  /** The number of the first line, from 1. */
  readonly line: number;
  readonly levels?: Run<LogLevel>[];
  /** Milliseconds after the first line. */
  readonly delays?: Run<number>[];
}

export interface LogBatchesOptions<Where> {
  /** Publishes one event. @returns when it is stored, or never will be; never rejects */
  readonly send: (lines: GatheredLines, where: Where, timestamp: number) => Promise<void>;
  /** Whether lines of both may share an event. */
  readonly isSame: (a: Where, b: Where) => boolean;
  readonly clock?: Clock;
}

export interface LogBatches<Where> {
  /** @param text one line, or several of one level */
  add(text: string, level: LogLevel, where: Where): void;
  /** Sends what is gathered. @returns when the last line is stored, or never will be */
  flush(): Promise<void>;
}

interface Open<Where> {
  readonly where: Where;
  readonly timestamp: number;
  readonly texts: string[];
  lines: number;
  readonly levels: Run<LogLevel>[];
  readonly delays: Run<number>[];
  chars: number;
}

/**
 * Gathers the lines of one log while an event of it is under way, so that a lone line is sent at
 * once and a flood takes few events.
 */
export function createLogBatches<Where>({
  send,
  isSame,
  clock = systemClock,
}: LogBatchesOptions<Where>): LogBatches<Where> {
  let open: Open<Where> | null = null;
  let nextLine = 1;
  let underWay = 0;
  let stored: Promise<void> = Promise.resolve();
  let cancelTimer: (() => void) | null = null;

  const sendOpen = () => {
    cancelTimer?.();
    cancelTimer = null;
    if (open === null) return;
    const { where, timestamp } = open;
    const lines = gathered(open, nextLine);
    nextLine += open.lines;
    open = null;
    underWay += 1;
    stored = send(lines, where, timestamp);
    void stored.then(() => {
      underWay -= 1;
      if (underWay === 0) sendOpen();
    });
  };
  return {
    add(text, level, where) {
      if (open !== null && !(fits(open, text) && isSame(open.where, where))) sendOpen();
      const now = clock.now();
      open ??= { where, timestamp: now, texts: [], lines: 0, levels: [], delays: [], chars: 0 };
      addRun(open.levels, open.lines, level);
      addRun(open.delays, open.lines, Math.max(0, now - open.timestamp));
      open.texts.push(text);
      open.lines += text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
      open.chars += text.length + 1;
      if (underWay === 0) sendOpen();
      else cancelTimer ??= clock.after(WAIT_MS, sendOpen);
    },
    flush() {
      sendOpen();
      return stored;
    },
  };
}

const fits = ({ lines, chars }: Open<unknown>, text: string) =>
  lines < MAX_LINES && chars + text.length <= MAX_CHARS;

function addRun<Value>(runs: Run<Value>[], index: number, value: Value): void {
  if (runs.at(-1)?.[1] !== value) runs.push([index, value]);
}

function gathered({ texts, levels, delays }: Open<unknown>, line: number): GatheredLines {
  const joined = texts.join('\n');
  const isOne = texts.length === 1;
  const severest = Math.max(...levels.map(([, level]) => SEVERITY.indexOf(level)));
  return {
    // A final break only ends the line before it.
    message: !isOne && texts.at(-1) === '' ? `${joined}\n` : joined,
    level: SEVERITY[severest] ?? 'info',
    line,
    ...(levels.length > 1 ? { levels } : {}),
    ...(delays.length > 1 ? { delays } : {}),
  };
}

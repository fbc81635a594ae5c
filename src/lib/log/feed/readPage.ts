import { assertNever } from '../../assertNever.ts';
import type { LogSource } from './feedTypes.ts';
import { PAGE, readAround, readBefore, readOn } from './pages.ts';
import type { PageRead, WindowEvent, WindowState } from './windowTypes.ts';

export interface ReadContext {
  readonly source: LogSource;
  /** The end of what was stored at the start. */
  readonly tailSeq: number;
  /** Rows at most. */
  readonly capacity: number;
  /** Asked when the page has arrived. */
  readonly maySkip: () => boolean;
  readonly signal: AbortSignal;
}

export async function readPage(
  read: PageRead,
  state: WindowState,
  { source, tailSeq, capacity, maySkip, signal }: ReadContext,
): Promise<WindowEvent> {
  const { from, away, span } = state;
  const start = state.start ?? 1;
  // No page pushes out everything in view.
  const mostRows = Math.floor((capacity * 5) / 6);
  const on = { source, tailSeq, limit: PAGE, mostRows, signal };
  switch (read.kind) {
    case 'older': {
      const { target } = read;
      const at = { before: from.seq, ordinal: from.ordinal, span: span ?? target };
      const page = await readBefore({ source, ...at, start, target, mostRows, signal });
      return { kind: 'older-page', read, page, joins: from.seq };
    }
    case 'newer':
      return { kind: 'page', read, page: await readOn({ ...on, place: away ?? from }), from: null };
    case 'jump': {
      const page = await readAround({ ...on, seq: Math.max(read.seq, start), start });
      return { kind: 'page', read, page, from: page.from };
    }
    case 'end': {
      const { lastSeq } = await source.history.bounds();
      const before = source.endTime === null ? lastSeq + 1 : tailSeq;
      const { target, isSkip } = read;
      const at = { before, ordinal: 0, start, target, mostRows };
      const older = await readBefore({ source, ...at, signal });
      if (isSkip && !maySkip()) return { kind: 'failed', read };
      // The follow has not counted what it skips.
      if (isSkip && !signal.aborted) older?.count();
      const { lines = [], from: seq = start, messages = 0 } = older ?? {};
      const page = { lines, next: { seq: before, ordinal: 0 }, isLast: true };
      return { kind: 'page', read, page, from: { seq, ordinal: -messages } };
    }
    default:
      return assertNever(read);
  }
}

import type { History } from '../../messaging/index.ts';
import { type LogLineInput } from '../logRow.ts';
import type { LogPattern, LogSource } from './feedTypes.ts';
import { FIRST_SPAN, nextSpan, planOlder } from './pagePlan.ts';

/** One page brings no more than this, however wide its span. */
const MOST_MESSAGES = 20_000;
const NARROWER = 16;

/** Lines of a page, with ordinals that count from the page's first message. */
export interface Lines {
  readonly lines: readonly LogLineInput[];
  /** Messages of the subject in it; also others than lines of this log. */
  readonly messages: number;
}

/** A page's events as lines. @param zero the ordinal of its first message */
export function linesOf(
  source: LogSource,
  page: Awaited<ReturnType<History<LogPattern>['read']>>,
  zero: number,
): LogLineInput[] {
  return page.entries.flatMap(({ delivery, place }) => {
    const line = source.toLine(delivery);
    return line === null ? [] : [{ ...line, ordinal: zero + place }];
  });
}

export interface OlderLines extends Lines {
  /** The first sequence that was looked at. */
  readonly from: number;
  readonly span: number;
  /** As a page's. */
  readonly count: () => void;
}

export interface OlderRequest {
  /** The page ends before this sequence … */
  readonly before: number;
  /** … and this ordinal. */
  readonly ordinal: number;
  readonly start: number;
  readonly span?: number;
  /** Messages that a page should have. */
  readonly target?: number;
  readonly signal: AbortSignal;
}

/**
 * The next page on the way up, or null at the log's start. Looks further while it finds nothing.
 * Its ordinals count down from `ordinal`.
 */
export async function readBefore(
  source: LogSource,
  { before, ordinal, start, target = FIRST_SPAN, span = target, signal }: OlderRequest,
): Promise<OlderLines | null> {
  const plan = planOlder(before, start, span);
  if (plan === null) return null;
  const page = await source.history.read({ ...plan, limit: MOST_MESSAGES, signal });
  const again = (from: number, span: number) =>
    readBefore(source, { before: from, ordinal, start, target, span, signal });
  // A wide span met a dense part: what was read does not reach down to the window.
  const isCut = page.messages === MOST_MESSAGES && page.nextSeq < before;
  if (isCut) return again(before, Math.max(FIRST_SPAN, Math.floor(span / NARROWER)));
  const next = nextSpan(span, page.messages, target);
  const nothing = { lines: [], messages: 0, from: plan.from, span: next, count: page.count };
  if (page.messages === 0) return (await again(plan.from, next)) ?? nothing;
  const lines = linesOf(source, page, ordinal - page.messages);
  return { lines, messages: page.messages, from: plan.from, span: next, count: page.count };
}

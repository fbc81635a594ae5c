import { type RefObject, useCallback, useEffect, useRef } from 'react';
import type { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import { findStep } from '../../lib/log/folds/findStep.ts';
import type { LogBuffer } from '../../lib/log/LogBuffer.ts';
import type { LogFailure } from '../../lib/log/folds/LogSteps.ts';
import type { GoTo } from './useGoTo.ts';
import type { RunningScan } from './useLogScan.ts';

export interface OpeningOptions {
  readonly root: RefObject<HTMLElement | null>;
  readonly buffer: LogBuffer;
  readonly feed: LogFeed | null;
  readonly isReady: boolean;
  /** Null opens at the end. */
  readonly failure: LogFailure | null;
  /** The address or the reader says what to look at. */
  readonly isChosen: boolean;
  /** Whether the reader has turned away from the end. */
  readonly isPaused: () => boolean;
  /** The log's errors. */
  readonly errors: RunningScan | null;
  readonly goTo: GoTo;
}

/** What shows that somebody is at it. */
const INPUTS = ['pointerdown', 'wheel', 'touchstart', 'keydown', 'click'] as const;

/**
 * Opens the log of what failed at the first error of the step that failed, or where that step
 * begins; once for each log, and only for a reader who has not begun to read.
 * @returns to be called when the reader does something with the log from elsewhere
 */
export function useOpening(options: OpeningOptions): () => void {
  const { root, buffer, feed, isReady, failure, isChosen, isPaused, errors, goTo } = options;
  /** Which log this is: one view shows one after the other. */
  const log = feed ?? buffer;
  const latest = useRef(log);
  /** The log that has been opened, or that its reader has taken over. */
  const opened = useRef<object | null>(null);
  const taken = useRef<object | null>(null);
  useEffect(() => {
    latest.current = log;
  }, [log]);
  const take = useCallback(() => {
    taken.current = latest.current;
  }, []);

  useEffect(() => {
    const ended = new AbortController();
    const listening = { signal: ended.signal, passive: true, capture: true };
    for (const type of INPUTS) root.current?.addEventListener(type, take, listening);
    return () => ended.abort();
  }, [root, take]);

  const phase = errors?.scan.progress.phase;
  useEffect(() => {
    if (!isReady || opened.current === log) return;
    if (isChosen) take();
    if (failure === null || errors === null || phase === 'scanning') return;
    opened.current = log;
    const { step, startedAt } = failure;
    const open = async () => {
      const begin =
        step === null ? null : await findStep(buffer, feed, step, startedAt).catch(() => null);
      if (latest.current !== log || taken.current === log || isPaused()) return;
      const { hits } = errors.scan;
      const start = begin === null ? null : { seq: begin, part: 0 };
      const hit = hits.at(start === null ? 0 : hits.rankOf(start)) ?? start;
      if (hit !== null) await goTo(hit, buffer);
    };
    void open();
  }, [log, buffer, feed, isReady, failure, isChosen, isPaused, take, errors, phase, goTo]);
  return take;
}

import { type RefObject, useEffect, useRef, useState } from 'react';
import { copyText } from '../copyText.ts';
import { moveEnd, neighbourOf } from './chosenStep.ts';
import type { LogFeed } from './feed/LogFeed.ts';
import { loadedText, rangeText } from './lineText.ts';
import type { LogBuffer } from './LogBuffer.ts';
import type { Hit } from './search/HitList.ts';
import type { Arrival } from './useGoTo.ts';
import type { RowSource } from './rowSource.ts';
import type { LineRange, LogViewState } from './viewState.ts';

export interface ChosenOptions {
  readonly root: RefObject<HTMLElement | null>;
  readonly buffer: LogBuffer;
  /** What is rendered. */
  readonly shown: RowSource;
  readonly feed: LogFeed | null;
  readonly isReady: boolean;
  readonly view: LogViewState;
  readonly change: (part: Partial<LogViewState>) => void;
  readonly goTo: (hit: Hit, where: LogBuffer) => Promise<Arrival>;
  /** Where the first line is chosen by keyboard. */
  readonly from: () => Hit | null;
  /** Scrolls no further than needed. @param index of a row that is shown */
  readonly bring: (index: number) => void;
}

const problems: Readonly<Record<Arrival, string | null>> = {
  there: null,
  missing: 'The linked line is not in this log, or not any more.',
  failed: 'The linked line could not be loaded. Reload the page to try again.',
};

/** The lines that the address names: brought into view once, chosen anew by their numbers. */
export function useChosenLines(options: ChosenOptions) {
  const { root, buffer, shown, feed, isReady, view, change, goTo } = options;
  const { lines } = view;
  /** The end of the range that keys move. */
  const moving = useRef<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  /** In which log: the one that a page begins with may turn out to be another. */
  const revealed = useRef<{ seq: number; feed: LogFeed | null } | null>(null);
  useEffect(() => {
    if (lines === null) {
      revealed.current = null;
      setProblem(null);
      return;
    }
    const done = revealed.current;
    if (!isReady || (done?.seq === lines.from && done.feed === feed)) return;
    revealed.current = { seq: lines.from, feed };
    void goTo({ seq: lines.from, part: 0 }, buffer).then((arrival) =>
      setProblem(problems[arrival]),
    );
  }, [lines, isReady, goTo, buffer, feed]);

  const latest = useRef(lines);
  useEffect(() => {
    latest.current = lines;
  }, [lines]);
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      const chosen = latest.current;
      const at = event.target;
      const isHere = at === document.body || (at instanceof Node && root.current?.contains(at));
      if (chosen === null || !isHere || isTyping(at) || getSelection()?.isCollapsed === false)
        return;
      event.preventDefault();
      const text = loadedText(buffer, feed, chosen);
      if (text !== null) event.clipboardData?.setData('text/plain', text);
      else void copyText(rangeText(buffer, feed, chosen));
    };
    document.addEventListener('copy', onCopy);
    return () => document.removeEventListener('copy', onCopy);
  }, [root, buffer, feed]);

  const numberOf = (seq: number | undefined) => {
    const index = seq === undefined ? undefined : buffer.indexOfSeq(seq);
    return index === undefined ? 0 : buffer.numberOf(index);
  };
  const set = (next: LineRange) => {
    revealed.current = { seq: next.from, feed };
    setProblem(null);
    change({ lines: next });
  };
  return {
    problem,
    first: numberOf(lines?.from),
    last: numberOf(lines?.to),
    choose(seq: number, isFurther: boolean) {
      const from = isFurther && lines !== null ? Math.min(lines.from, seq) : seq;
      const to = isFurther && lines !== null ? Math.max(lines.from, seq) : seq;
      moving.current = seq;
      set({ from, to });
    },
    /** Chooses the next line or the one before; or the range gets longer, or shorter, by it. */
    step(by: 1 | -1, isFurther: boolean) {
      const isEnd = moving.current === lines?.from || moving.current === lines?.to;
      const end = isEnd ? moving.current : (lines?.to ?? null);
      if (lines === null || end === null) {
        const seq = options.from()?.seq;
        if (seq === undefined) return;
        moving.current = seq;
        return set({ from: seq, to: seq });
      }
      const next = neighbourOf(shown, end, by);
      if (next === null) return;
      moving.current = next.seq;
      set(isFurther ? moveEnd(lines, end, next.seq) : { from: next.seq, to: next.seq });
      options.bring(next.index);
    },
    copy: async () => {
      if (lines !== null) await copyText(rangeText(buffer, feed, lines));
    },
    copyLink: () => copyText(location.href),
  };
}

const isTyping = (at: EventTarget | null) =>
  at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;

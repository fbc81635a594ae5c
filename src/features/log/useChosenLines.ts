import { type MouseEvent, type RefObject, useEffect, useRef } from 'react';
import { copyText } from '../../components/copyText.ts';
import { moveEnd, neighbourOf } from '../../lib/log/chosenStep.ts';
import { loadedText, rangeText } from '../../lib/log/text.ts';
import type { Hit } from '../../lib/log/search/HitList.ts';
import { type LinkedLineOptions, useLinkedLine } from './useLinkedLine.ts';
import type { RowSource } from '../../lib/log/rows.ts';
import type { LineRange, LogViewState } from '../../lib/log/viewState.ts';

export interface ChosenOptions extends Omit<LinkedLineOptions, 'lines'> {
  readonly root: RefObject<HTMLElement | null>;
  /** What is rendered. */
  readonly shown: RowSource;
  readonly view: LogViewState;
  readonly change: (part: Partial<LogViewState>) => void;
  /** Where the first line is chosen by keyboard. */
  readonly from: () => Hit | null;
  /** Scrolls no further than needed. @param index of a row that is shown */
  readonly bring: (index: number) => void;
}

/** The lines that the address names: brought into view once, chosen by their numbers or by keys. */
export function useChosenLines(options: ChosenOptions) {
  const { root, buffer, shown, feed, view, change } = options;
  const { lines } = view;
  /** The end of the range that keys move. */
  const moving = useRef<number | null>(null);
  const { problem, onChosen } = useLinkedLine({ ...options, lines });

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
    onChosen(next.from);
    change({ lines: next });
  };
  const choose = (seq: number, isFurther: boolean) => {
    const from = isFurther && lines !== null ? Math.min(lines.from, seq) : seq;
    const to = isFurther && lines !== null ? Math.max(lines.from, seq) : seq;
    moving.current = seq;
    set({ from, to });
  };
  return {
    problem,
    onMouseDown: (event: MouseEvent<HTMLDivElement>) => {
      // With Shift the browser would select text from wherever the reader clicked last.
      if (event.shiftKey && numberedRow(event.target) !== null) {
        event.preventDefault();
        event.currentTarget.focus();
      }
    },
    onClick: (event: MouseEvent<HTMLDivElement>) => {
      const seq = numberedRow(event.target)?.dataset.seq;
      if (seq !== undefined) choose(Number(seq), event.shiftKey);
    },
    first: numberOf(lines?.from),
    last: numberOf(lines?.to),
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

/** The row whose number was pressed: as generated content, that is the row itself. */
const numberedRow = (target: EventTarget) =>
  target instanceof HTMLElement && target.dataset.n !== undefined ? target : null;

const isTyping = (at: EventTarget | null) =>
  at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;

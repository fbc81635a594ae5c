import { type RefObject, useEffect } from 'react';
import { createStore } from 'zustand/vanilla';
import { describeLines, type LineRange } from '../../lib/log/lineRange.ts';

/** A line of the log or file on this page. */
export interface ReadingPlace {
  /** Undefined in a file. */
  readonly sequence: number | undefined;
  /** Which line of its message, from 0; undefined where it is the message. */
  readonly row?: number | undefined;
  /** As readers count; undefined while it is unknown. */
  readonly line: number | undefined;
}

/** What line the reader is at; null at the end of a log, and where there is none. */
export const readingPlace = createStore<ReadingPlace | null>(() => null);

/** @param line of the open file, from 1; null when it is closed */
export function noteFileLine(line: number | null): void {
  readingPlace.setState(line === null ? null : { sequence: undefined, line }, true);
}

/** Scrolling is published no more often. */
const PACE_MS = 200;
/** Smaller distances come from zoom and rounding. */
const SLACK_PX = 4;

/**
 * Notes which line of the log in `container` is at its top edge, or was chosen last.
 * @param chosen the chosen lines; null while there are none
 * @param log which log it is: another one begins at no line
 */
export function useReadingPlace(
  container: RefObject<HTMLElement | null>,
  chosen: LineRange | null,
  log: string | null,
): void {
  const first = chosen && describeLines(chosen);
  useEffect(() => {
    if (first === null) return;
    const place = first.split('-', 1)[0] ?? '';
    const row = container.current?.querySelector<HTMLElement>(`[data-seq="${place}"]`);
    readingPlace.setState(placeOf(place, row), true);
  }, [container, first, log]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (scroller: HTMLElement) => {
      timer = undefined;
      readingPlace.setState(topLine(scroller), true);
    };
    const onScroll = ({ target }: Event) => {
      if (!(target instanceof HTMLElement) || target.role !== 'log') return;
      timer ??= setTimeout(() => look(target), PACE_MS);
    };
    const element = container.current;
    element?.addEventListener('scroll', onScroll, { capture: true, passive: true });
    return () => {
      element?.removeEventListener('scroll', onScroll, { capture: true });
      clearTimeout(timer);
      readingPlace.setState(null, true);
    };
  }, [container, log]);
}

function topLine(scroller: HTMLElement): ReadingPlace | null {
  const { scrollTop, scrollHeight, clientHeight } = scroller;
  if (scrollHeight - clientHeight - scrollTop <= SLACK_PX) return null;
  const { top } = scroller.getBoundingClientRect();
  const rows = [...scroller.querySelectorAll<HTMLElement>('[data-seq]')];
  const row = rows.find((each) => each.getBoundingClientRect().top >= top);
  return row ? placeOf(row.dataset.seq ?? '', row) : null;
}

/** @param place as `describeLines` writes one line */
function placeOf(place: string, row: HTMLElement | null | undefined): ReadingPlace {
  const [sequence, part] = place.split('.').map(Number);
  return { sequence, row: part, line: numberOf(row) };
}

function numberOf(row: HTMLElement | null | undefined): number | undefined {
  const line = Number(row?.dataset.n);
  return line > 0 ? line : undefined;
}

import { type Clock, systemClock } from '../../src/lib/messaging/index.ts';

/** A line that ends sooner is not sent before it does. */
const STANDS_MS = 100;
/** Nobody reads faster than this changes. */
const PAUSE_MS = 100;
/** For those who open the page while it stands. */
const REPEAT_MS = 2_000;

/** Sends what the unfinished line of a process shows, live and well paced. */
export interface PartialLine {
  /** It may show something else. @param read what it shows, at any time until it ends */
  changed(read: () => string): void;
  /** It has ended: nothing more is sent of it. To be called before the line itself is stored. */
  end(): void;
}

/**
 * Sends an unfinished line once it has stood for a moment, then whenever it shows something else,
 * but ten times a second at most, and again every two seconds. Whole lines, however many, send
 * nothing.
 * @param send sends a text; '' when there is nothing to show any more
 */
export function createPartialLine(
  send: (text: string) => void,
  clock: Clock = systemClock,
): PartialLine {
  let unfinished: (() => string) | null = null;
  let shown = '';
  let sentAt = -Infinity;
  let cancel: (() => void) | null = null;
  let dueAt = Infinity;

  const wait = (until: number) => {
    cancel?.();
    dueAt = until;
    cancel = clock.after(Math.max(0, until - clock.now()), look);
  };
  const show = (text: string) => {
    shown = text;
    sentAt = clock.now();
    send(text);
  };
  const look = () => {
    cancel = null;
    dueAt = Infinity;
    const text = unfinished?.() ?? '';
    const isRepeat = text !== '' && clock.now() - sentAt >= REPEAT_MS;
    if (text !== shown || isRepeat) show(text);
    if (shown !== '') wait(sentAt + REPEAT_MS);
  };
  return {
    changed(read) {
      unfinished = read;
      const soonest = shown === '' ? clock.now() + STANDS_MS : sentAt + PAUSE_MS;
      if (cancel === null || (shown !== '' && soonest < dueAt)) wait(soonest);
    },
    end() {
      if (unfinished === null) return;
      unfinished = null;
      cancel?.();
      cancel = null;
      dueAt = Infinity;
      if (shown !== '') show('');
    },
  };
}

import { useEffect, useRef, useState } from 'react';
import type { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import type { LogBuffer } from '../../lib/log/LogBuffer.ts';
import type { Arrival, GoTo } from './useGoTo.ts';
import type { LineRange } from '../../lib/log/viewState.ts';

export interface LinkedLineOptions {
  readonly buffer: LogBuffer;
  readonly feed: LogFeed | null;
  readonly isReady: boolean;
  /** What the address names. */
  readonly lines: LineRange | null;
  readonly goTo: GoTo;
  /** The rows that are shown instead of the log's; null while all are shown. */
  readonly results: LogBuffer | null;
  /** Whether the line that stands there is among them, if it ever will be. */
  readonly hasPassed: (seq: number) => boolean;
  /** The lines around it are loaded, or there is none to go to. */
  readonly onLoaded: () => void;
}

const problems: Readonly<Record<Arrival, string | null>> = {
  there: null,
  missing: 'The linked line is not in this log, or not any more.',
  failed: 'The linked line could not be loaded. Reload the page to try again.',
};
const LEFT_OUT = 'The linked line is not among those that are shown.';

/**
 * Brings the line that the address names into view, once in each log. Where only some lines are
 * shown, it waits until the search has looked at that line, and no longer.
 * @returns what is wrong with the line, and what to call when the reader chooses one on the page
 */
export function useLinkedLine(options: LinkedLineOptions) {
  const { buffer, feed, isReady, lines, goTo, results, hasPassed, onLoaded } = options;
  const [problem, setProblem] = useState<string | null>(null);
  /** In which log: the one that a page begins with may turn out to be another. */
  const revealed = useRef<{ seq: number; feed: LogFeed | null } | null>(null);
  /** A line that is loaded, to be found among the results. */
  const [sought, setSought] = useState<number | null>(null);
  const latest = useRef({ results, onLoaded });
  useEffect(() => {
    latest.current = { results, onLoaded };
  });

  useEffect(() => {
    if (lines === null) {
      revealed.current = null;
      setProblem(null);
    }
    const done = revealed.current;
    if (!isReady || (lines !== null && done?.seq === lines.from && done.feed === feed)) return;
    if (lines === null) return latest.current.onLoaded();
    const seq = lines.from;
    revealed.current = { seq, feed };
    void goTo({ seq, part: 0 }, buffer).then((arrival) => {
      setProblem(problems[arrival]);
      if (arrival === 'there' && latest.current.results !== null) setSought(seq);
      latest.current.onLoaded();
    });
  }, [lines, isReady, goTo, buffer, feed]);

  const isPassed = sought !== null && hasPassed(sought);
  useEffect(() => {
    if (sought === null) return;
    if (results === null) return setSought(null);
    if (!isPassed) return;
    setSought(null);
    const at = results.indexOfSeq(sought);
    setProblem(at !== undefined && results.orderAt(at) === sought ? null : LEFT_OUT);
    void goTo({ seq: sought, part: 0 }, results);
  }, [sought, isPassed, results, goTo]);

  return {
    problem,
    onChosen: (seq: number) => {
      revealed.current = { seq, feed };
      setProblem(null);
      setSought(null);
    },
  };
}

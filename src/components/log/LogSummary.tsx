import { useEffect, useRef, useState } from 'react';
import { plural } from '../format.ts';
import { type LogSnapshot } from './logRow.ts';

/** Reading out every line would drown a listener: they hear the totals, no more often than this. */
const ANNOUNCE_EVERY_MS = 10_000;

export interface LogSummaryProps {
  /** The log as it is now. */
  snapshot: LogSnapshot;
  /** Lines of the whole log, where not all are loaded; null while nobody knows. */
  whole: number | null;
}

/** Tells screen readers how the log grows. */
export function LogSummary({ snapshot, whole }: LogSummaryProps) {
  const { lines, total, counts } = snapshot;
  const errors = counts.error > 0 ? `, ${plural(counts.error, 'error')}` : '';
  const text = `${plural(whole ?? Math.max(lines, total), 'line')}${errors}`;
  const latest = useRef(text);
  const [spoken, setSpoken] = useState('');

  useEffect(() => {
    latest.current = text;
  }, [text]);

  useEffect(() => {
    const timer = setInterval(() => setSpoken(latest.current), ANNOUNCE_EVERY_MS);
    return () => clearInterval(timer);
  }, []);

  return (
    <div className="visually-hidden" aria-live="polite">
      {spoken}
    </div>
  );
}

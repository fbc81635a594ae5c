import { useEffect, useRef, useState } from 'react';
import { formatCount, plural } from '../../../components/time/format.ts';
import { type LogSnapshot } from '../../../lib/log/rows.ts';

/** Screen readers announce totals, not lines, and no more often. */
const ANNOUNCE_EVERY_MS = 10_000;

export interface LogSummaryProps {
  snapshot: LogSnapshot;
  /** Lines of the whole log; null while unknown. */
  whole: number | null;
}

/** Announces to screen readers how the log grows. */
export function LogSummary({ snapshot, whole }: LogSummaryProps) {
  const { lines, total, counts } = snapshot;
  const errors = counts.error > 0 ? `, ${plural(counts.error, 'error')}` : '';
  const all = Math.max(whole ?? lines, total);
  const text = `${whole === null ? `${formatCount(all)}+ lines` : plural(all, 'line')}${errors}`;
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

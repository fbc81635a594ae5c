import { useEffect, useRef, useState } from 'react';
import { plural } from '../format.ts';
import { type LogSnapshot } from './logRow.ts';

/** Reading out every line would drown a listener: they hear the totals, no more often than this. */
const ANNOUNCE_EVERY_MS = 10_000;

/** Tells screen readers how the log grows. @param snapshot the log as it is now */
export function LogSummary({ snapshot }: { snapshot: LogSnapshot }) {
  const { lines, total, counts } = snapshot;
  const errors = counts.error > 0 ? `, ${plural(counts.error, 'error')}` : '';
  const text = `${plural(Math.max(lines, total), 'line')}${errors}`;
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

import { formatRelative } from './format.ts';
import { useAtNow } from './useNow.ts';

const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** "2 min. ago", with the full local time as tooltip. */
export function RelativeTime({ time }: { time: number }) {
  // The text is the snapshot: an unchanged one renders nothing.
  const text = useAtNow((now) => formatRelative(time, now));
  return (
    <time dateTime={new Date(time).toISOString()} title={full.format(time)}>
      {text}
    </time>
  );
}

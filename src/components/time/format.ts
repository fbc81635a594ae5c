const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const pad = (n: number, width = 2) => String(n).padStart(width, '0');

/**
 * "40ms", "1.2s", "2m 5s", "1h 2m", "2d 3h". Rounds down, so a running clock never shows a unit
 * early.
 * @param precision 'seconds' for clocks that tick
 */
export function formatDuration(ms: number, precision: 'tenths' | 'seconds' = 'tenths'): string {
  if (!(ms > 0) || !Number.isFinite(ms)) return '0s';
  if (ms < MINUTE_MS) {
    if (precision === 'seconds') return `${Math.floor(ms / SECOND_MS)}s`;
    if (ms < 100) return `${Math.floor(ms)}ms`;
    return `${(Math.floor(ms / 100) / 10).toFixed(1)}s`;
  }
  if (ms < HOUR_MS) {
    return `${Math.floor(ms / MINUTE_MS)}m ${Math.floor((ms % MINUTE_MS) / SECOND_MS)}s`;
  }
  if (ms < DAY_MS) {
    return `${Math.floor(ms / HOUR_MS)}h ${Math.floor((ms % HOUR_MS) / MINUTE_MS)}m`;
  }
  return `${Math.floor(ms / DAY_MS)}d ${Math.floor((ms % DAY_MS) / HOUR_MS)}h`;
}

/** For `<time dateTime>`. */
export function isoDuration(ms: number): string {
  return `PT${Math.max(0, Math.round(ms / 10) / 100)}S`;
}

const counts = new Intl.NumberFormat('en');

/** 1204 → "1,204" */
export function formatCount(n: number): string {
  return counts.format(n);
}

/** "1 line", "1,204 lines". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}

/** 812 → "812 B", 1_048_576 → "1.0 MB"; 1 kB is 1024 B. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} kB`;
  if (bytes < 1024 ** 3) return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
  return `${(bytes / 1024 ** 3).toFixed(1)} GB`;
}

/** 0.42 → "0.4%", 12.6 → "13%", 1204 → "1,204%" */
export function formatPercent(percent: number): string {
  return percent < 10
    ? `${(Math.round(percent * 10) / 10).toString()}%`
    : `${formatCount(Math.round(percent))}%`;
}

/** "11-20 14:03:07.042": a log may span days. */
export function formatClock(time: number): string {
  const d = new Date(time);
  return `${pad(d.getMonth() + 1)}-${pad(d.getDate())} ${pad(d.getHours())}:${pad(d.getMinutes())}:${pad(d.getSeconds())}.${pad(d.getMilliseconds(), 3)}`;
}

/** "+0:07.042", "+1:02:07.042"; "-" before the start. */
export function formatOffset(ms: number): string {
  const abs = Math.abs(ms);
  const hours = Math.floor(abs / HOUR_MS);
  const minutes = Math.floor((abs % HOUR_MS) / MINUTE_MS);
  const seconds = Math.floor((abs % MINUTE_MS) / SECOND_MS);
  const head = hours > 0 ? `${hours}:${pad(minutes)}` : `${minutes}`;
  return `${ms < 0 ? '-' : '+'}${head}:${pad(seconds)}.${pad(Math.floor(abs % SECOND_MS), 3)}`;
}

/** "14:03:07" or "14:03". */
export function formatTimeOfDay(time: number, seconds = true): string {
  const d = new Date(time);
  const minutes = `${pad(d.getHours())}:${pad(d.getMinutes())}`;
  return seconds ? `${minutes}:${pad(d.getSeconds())}` : minutes;
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

/** "just now", "2 min. ago", "yesterday", "in 5 sec.". */
export function formatRelative(time: number, now: number): string {
  const delta = time - now;
  const abs = Math.abs(delta);
  const inUnit = (unitMs: number, unit: Intl.RelativeTimeFormatUnit) =>
    relative.format(Math.trunc(delta / unitMs), unit);
  if (abs < 5 * SECOND_MS) return 'just now';
  if (abs < MINUTE_MS) return inUnit(SECOND_MS, 'second');
  if (abs < HOUR_MS) return inUnit(MINUTE_MS, 'minute');
  if (abs < DAY_MS) return inUnit(HOUR_MS, 'hour');
  if (abs < 30 * DAY_MS) return inUnit(DAY_MS, 'day');
  if (abs < 365 * DAY_MS) return inUnit(30 * DAY_MS, 'month');
  return inUnit(365 * DAY_MS, 'year');
}

/** "Ada Lovelace" → "AL", "grace" → "G"; "?" when empty. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  // By code point, so that an emoji is not cut in half.
  const first = (word = '') => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? [...word][0] ?? '';
  const letters = first(words[0]) + (words.length > 1 ? first(words.at(-1)) : '');
  return letters.toLocaleUpperCase() || '?';
}

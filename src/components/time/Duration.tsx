import { formatDuration, isoDuration } from './format.ts';

export interface DurationProps {
  /** Milliseconds. */
  ms: number;
  /** Still running: whole seconds, so that the last digit does not flicker. */
  ticking?: boolean;
}

/** A length of time, see `formatDuration`. */
export function Duration({ ms, ticking = false }: DurationProps) {
  return (
    <time dateTime={isoDuration(ms)}>{formatDuration(ms, ticking ? 'seconds' : 'tenths')}</time>
  );
}

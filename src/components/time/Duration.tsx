import { formatDuration, isoDuration } from './format.ts';

export interface DurationProps {
  ms: number;
  /** Whole seconds, so that the last digit does not flicker. */
  ticking?: boolean;
}

export function Duration({ ms, ticking = false }: DurationProps) {
  return (
    <time dateTime={isoDuration(ms)}>{formatDuration(ms, ticking ? 'seconds' : 'tenths')}</time>
  );
}

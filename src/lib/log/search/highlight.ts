import type { Segment } from '../../terminal/ansi.ts';
import type { Ranges } from './pattern.ts';

export interface MarkedSegment extends Segment {
  found?: boolean;
}

/**
 * Cuts segments at matches. Control pictures are not in the searched text.
 * @param from where the segments begin in the searched text
 */
export function markMatches(
  segments: readonly Segment[],
  ranges: Ranges,
  from = 0,
): MarkedSegment[] {
  const marked: MarkedSegment[] = [];
  let at = from;
  let next = 0;
  for (const segment of segments) {
    if (segment.control === true) {
      marked.push(segment);
      continue;
    }
    const end = at + segment.text.length;
    for (let place = at; place < end; ) {
      while ((ranges[next + 1] ?? Infinity) <= place) next += 2;
      const [start = Infinity, stop = Infinity] = [ranges[next], ranges[next + 1]];
      const found = start <= place;
      const to = Math.min(end, found ? stop : start);
      const text = segment.text.slice(place - at, to - at);
      marked.push(found ? { ...segment, text, found } : { ...segment, text });
      place = to;
    }
    at = end;
  }
  return marked;
}

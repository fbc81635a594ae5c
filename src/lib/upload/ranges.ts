/** Chunk numbers as ranges in order, each from its first number up to, without, its second. */
export type Ranges = readonly (readonly [from: number, to: number])[];

/** How many chunks there are. */
export const countChunks = (ranges: Ranges): number =>
  ranges.reduce((sum, [from, to]) => sum + to - from, 0);

export const hasChunk = (ranges: Ranges, chunk: number): boolean =>
  ranges.some(([from, to]) => from <= chunk && chunk < to);

/** Adds one chunk; the same ranges if it is in them already. */
export function addChunk(ranges: Ranges, chunk: number): Ranges {
  if (hasChunk(ranges, chunk)) return ranges;
  const before = ranges.filter(([, to]) => to < chunk);
  const after = ranges.filter(([from]) => from > chunk + 1);
  const left = ranges.find(([, to]) => to === chunk);
  const right = ranges.find(([from]) => from === chunk + 1);
  return [...before, [left?.[0] ?? chunk, right?.[1] ?? chunk + 1], ...after];
}

/** How many bytes of a file its chunks hold. */
export const bytesIn = (ranges: Ranges, size: number, chunkSize: number): number =>
  ranges.reduce((sum, [from, to]) => sum + Math.min(size, to * chunkSize) - from * chunkSize, 0);

/** The first chunk at `from` or later, below `end`, that is in none of the ranges; null if none. */
export function nextMissing(ranges: Ranges, from: number, end: number): number | null {
  let chunk = from;
  for (const [first, last] of ranges) if (first <= chunk && chunk < last) chunk = last;
  return chunk < end ? chunk : null;
}

/** Chunks of a file; an empty one has none. */
export const chunksOf = (size: number, chunkSize: number): number => Math.ceil(size / chunkSize);

/** Where a chunk begins and ends in its file. */
export function chunkBounds(
  chunk: number,
  size: number,
  chunkSize: number,
): { readonly from: number; readonly to: number } {
  const from = chunk * chunkSize;
  return { from, to: Math.min(size, from + chunkSize) };
}

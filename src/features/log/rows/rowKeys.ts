/** `ids[i]` is the React key of row `from + i`. */
export interface KeyedWindow {
  readonly from: number;
  readonly ids: readonly number[];
}

let nextId = 0;

/**
 * A row keeps its key while it is rendered.
 * @param recycle reuses the elements of a window that shares no row with the last, at half the
 * cost. Not for readers: their selection would be on other text.
 */
export function keyWindow(
  last: KeyedWindow,
  from: number,
  to: number,
  recycle: boolean,
): KeyedWindow {
  const lastTo = last.from + last.ids.length;
  if (from === last.from && to === lastTo) return last;
  const apart = from >= lastTo || to <= last.from;
  const shift = apart && recycle ? 0 : from - last.from;
  const ids: number[] = [];
  for (let i = 0; i < to - from; i++) {
    ids.push(last.ids[i + shift] ?? nextId++);
  }
  return { from, ids };
}

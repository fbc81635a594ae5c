/** The rows rendered: `ids[i]` is the React key of row `from + i`. */
export interface KeyedWindow {
  readonly from: number;
  readonly ids: readonly number[];
}

let nextId = 0;

/**
 * Keys for rows `from` to `to - 1`. A row keeps its key for as long as it is rendered.
 * @param recycle lets a window that shares no row with the last one take over its elements in
 *   place, which costs half as much as new ones. Not for readers: their selection would end up
 *   on other text.
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

import { readLogView, writeLogView } from '../../lib/log/viewState.ts';

/** Whose log the address speaks of: beside others by its session's id, alone without. */
export const ownerOf = (id: string, ids: readonly string[]): string => (ids.length > 1 ? id : '');

/**
 * The query for the sessions shown next; those that stay keep how they are looked at.
 * @param search the present query
 * @param beside ids of all but the first, with commas between them
 */
export function carryLogViews(
  search: string,
  shown: readonly string[],
  next: readonly string[],
  beside: string | undefined,
): string {
  return next
    .filter((id) => shown.includes(id))
    .reduce(
      (query, id) =>
        writeLogView(query, readLogView(search, ownerOf(id, shown)).view, ownerOf(id, next)),
      beside === undefined ? '' : `?with=${beside}`,
    );
}

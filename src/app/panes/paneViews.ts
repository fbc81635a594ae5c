import { readLogView, writeLogView } from '../../lib/log/viewState.ts';

/** The log's prefix in the address: the session's id beside others, '' alone. */
export const ownerOf = (id: string, ids: readonly string[]): string => (ids.length > 1 ? id : '');

/**
 * The query for the next sessions; those that stay keep their view.
 * @param search the present query
 * @param beside ids of all but the first, separated by commas
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

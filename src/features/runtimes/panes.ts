import { isToken } from '../../lib/messaging/index.ts';

/** More logs than this leave none of them room to be read. */
export const MAX_PANES = 4;

/** Which sessions an address shows, in its order. */
export interface Panes {
  /** Ids that can be read, each once, `MAX_PANES` at most. */
  readonly ids: readonly string[];
  /** What is no id. */
  readonly refused: readonly string[];
  /** Ids that did not fit. */
  readonly left: readonly string[];
}

/**
 * Reads `/runtimes/<first>?with=<beside>`.
 * @param beside ids with commas between them
 */
export function readPanes(first: string, beside: string | undefined): Panes {
  const asked = [...new Set([first, ...(beside ?? '').split(',')])].filter((id) => id !== '');
  const ids = asked.filter((id) => isToken(id));
  return {
    ids: ids.slice(0, MAX_PANES),
    refused: asked.filter((id) => !isToken(id)),
    left: ids.slice(MAX_PANES),
  };
}

/** The address's parts for these ids, the first of which it is named after. */
export function writePanes(ids: readonly [string, ...string[]]): {
  readonly first: string;
  readonly beside: string | undefined;
} {
  const [first, ...others] = ids;
  return { first, beside: others.length > 0 ? others.join(',') : undefined };
}

import { isToken } from '../../lib/messaging/index.ts';

/** More logs than this leave none of them room to be read. */
export const MAX_PANES = 4;

export interface Panes {
  /** Valid ids, each once, `MAX_PANES` at most. */
  readonly ids: readonly string[];
  readonly refused: readonly string[];
  readonly left: readonly string[];
}

/** Reads `/runtimes/<first>?with=<beside>`, `beside` separated by commas. */
export function readPanes(first: string, beside: string | undefined): Panes {
  const asked = [...new Set([first, ...(beside ?? '').split(',')])].filter((id) => id !== '');
  const ids = asked.filter((id) => isToken(id));
  return {
    ids: ids.slice(0, MAX_PANES),
    refused: asked.filter((id) => !isToken(id)),
    left: ids.slice(MAX_PANES),
  };
}

/** The inverse of readPanes. */
export function writePanes(ids: readonly [string, ...string[]]): {
  readonly first: string;
  readonly beside: string | undefined;
} {
  const [first, ...others] = ids;
  return { first, beside: others.length > 0 ? others.join(',') : undefined };
}

import { useEffect, useState } from 'react';
import type { SearchMatch } from '../../catalogs/slate/index.ts';
import { describeCommandError, useMessaging } from '../../hooks/index.ts';

/** More are not read by anybody. */
export const MAX_SHOWN = 1_000;

export interface SearchAsked {
  readonly query: string;
  readonly regex: boolean;
  readonly matchCase: boolean;
}

export interface FileSearch {
  readonly status: 'idle' | 'searching' | 'done' | 'failed';
  readonly matches: readonly SearchMatch[];
  /** Files read so far. */
  readonly searched: number;
  readonly error: string | null;
}

const idle: FileSearch = { status: 'idle', matches: [], searched: 0, error: null };

/** Searches the files of a project; matches are shown as they come. Null searches nothing. */
export function useFileSearch(projectId: string, asked: SearchAsked | null): FileSearch {
  const client = useMessaging();
  const [search, setSearch] = useState(idle);
  useEffect(() => {
    setSearch(idle);
    if (asked === null) return;
    let isCurrent = true;
    const run = async () => {
      let matches: readonly SearchMatch[] = [];
      let searched = 0;
      let cursor: string | undefined;
      do {
        const input = { ...asked, ...(cursor === undefined ? {} : { cursor }) };
        const page = await client.request('file.search', { projectId }, input);
        if (!isCurrent) return;
        matches = [...matches, ...page.matches].slice(0, MAX_SHOWN);
        searched += page.searched;
        cursor = matches.length < MAX_SHOWN ? page.cursor : undefined;
        const status = cursor === undefined ? 'done' : 'searching';
        setSearch({ status, matches, searched, error: null });
      } while (cursor !== undefined);
    };
    setSearch({ ...idle, status: 'searching' });
    run().catch((error: unknown) => {
      if (!isCurrent) return;
      setSearch((before) => ({
        ...before,
        status: 'failed',
        error: describeCommandError(error, true),
      }));
    });
    return () => {
      isCurrent = false;
    };
  }, [client, projectId, asked]);
  return search;
}

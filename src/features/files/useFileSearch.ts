import { useCallback, useEffect, useRef, useState } from 'react';
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
  readonly status: 'idle' | 'searching' | 'stopped' | 'done' | 'failed';
  readonly matches: readonly SearchMatch[];
  /** Files read so far. */
  readonly searched: number;
  readonly error: string | null;
}

const idle: FileSearch = { status: 'idle', matches: [], searched: 0, error: null };

/**
 * Searches the files of a project; matches are shown as they come.
 * @param asked null searches nothing
 */
export function useFileSearch(
  projectId: string,
  asked: SearchAsked | null,
): { readonly search: FileSearch; readonly stop: () => void } {
  const client = useMessaging();
  const [search, setSearch] = useState(idle);
  const running = useRef<AbortController | null>(null);
  useEffect(() => {
    setSearch(asked === null ? idle : { ...idle, status: 'searching' });
    if (asked === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    running.current = controller;
    const run = async () => {
      let matches: readonly SearchMatch[] = [];
      let searched = 0;
      let cursor: string | undefined;
      do {
        const input = { ...asked, ...(cursor === undefined ? {} : { cursor }) };
        const page = await client.request('file.search', { projectId }, input);
        if (signal.aborted) return;
        matches = [...matches, ...page.matches].slice(0, MAX_SHOWN);
        searched += page.searched;
        cursor = matches.length < MAX_SHOWN ? page.cursor : undefined;
        const status = cursor === undefined ? 'done' : 'searching';
        setSearch({ status, matches, searched, error: null });
      } while (cursor !== undefined);
    };
    run().catch((error: unknown) => {
      if (signal.aborted) return;
      const words = describeCommandError(error, true);
      setSearch((before) => ({ ...before, status: 'failed', error: words }));
    });
    return () => controller.abort();
  }, [client, projectId, asked]);
  const stop = useCallback(() => {
    running.current?.abort();
    setSearch((before) =>
      before.status === 'searching' ? { ...before, status: 'stopped' } : before,
    );
  }, []);
  return { search, stop };
}

import { useEffect, useRef, useState } from 'react';
import { copyText } from '../../../components/controls/copyText.ts';
import { saveFile } from '../../../components/saveFile.ts';
import type { LogFeed } from '../../../lib/log/feed/LogFeed.ts';
import { wholeText } from '../../../lib/log/text.ts';
import type { LogBuffer } from '../../../lib/log/LogBuffer.ts';
import { type LineSelection, withSelection } from '../../../lib/log/search/selectLines.ts';

export type DownloadState = 'idle' | 'reading' | 'failed';

/** Bytes for a clipboard; a file takes any size. */
const MOST_COPIED = 50_000_000;

/** Copies and files of a log or a selection, loaded or not. */
export function useDownload(buffer: LogBuffer, feed: LogFeed | null, fileName: string) {
  const [state, setState] = useState<DownloadState>('idle');
  const ended = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    ended.current = controller;
    return () => controller.abort();
  }, [feed]);

  const read = (selection: LineSelection | null, signal: AbortSignal): Promise<readonly Blob[]> =>
    selection === null
      ? wholeText(buffer, feed, signal)
      : withSelection(selection, signal, (select) => wholeText(buffer, feed, signal, select));
  return {
    state,
    /** @throws where the browser does not allow it, or the log is too long or can't be read */
    copy: (selection: LineSelection | null) => {
      const parts = read(selection, ended.current.signal);
      return copyText(
        parts.then((all) => {
          const file = new Blob([...all]);
          if (file.size > MOST_COPIED) throw new Error('This is too much to copy.');
          return file.text();
        }),
      );
    },
    save: (selection: LineSelection | null) => {
      const { signal } = ended.current;
      setState('reading');
      read(selection, signal).then(
        (parts) => {
          setState('idle');
          if (!signal.aborted)
            saveFile(new Blob([...parts], { type: 'text/plain;charset=utf-8' }), fileName);
        },
        // Half a log would look like a whole one.
        () => setState('failed'),
      );
    },
  };
}

import { useEffect, useRef, useState } from 'react';
import type { LogFeed } from './feed/LogFeed.ts';
import { wholeText } from './lineText.ts';
import type { LogBuffer } from './LogBuffer.ts';
import { logText, saveText } from './logFile.ts';

export type DownloadState = 'idle' | 'reading' | 'failed';

/** Copies and files of a log. */
export function useDownload(buffer: LogBuffer, feed: LogFeed | null, fileName: string) {
  const [state, setState] = useState<DownloadState>('idle');
  const ended = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    ended.current = controller;
    return () => controller.abort();
  }, [feed]);
  return {
    state,
    copy: (shown: LogBuffer) => navigator.clipboard.writeText(logText(shown)),
    save: (shown: LogBuffer) => saveText(logText(shown), fileName),
    saveAll: () => {
      const { signal } = ended.current;
      setState('reading');
      wholeText(buffer, feed, signal).then(
        (parts) => {
          setState('idle');
          if (!signal.aborted) saveText(parts, fileName);
        },
        // Half a log would look like a whole one.
        () => setState('failed'),
      );
    },
  };
}

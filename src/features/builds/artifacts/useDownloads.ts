import { useEffect, useRef, useState } from 'react';
import { saveFile } from '../../../components/saveFile.ts';
import { describeCommandError, useMessaging } from '../../../hooks/index.ts';
import type { BuildArtifact } from '../../../catalogs/slate/index.ts';
import { isMessagingError } from '../../../lib/messaging/index.ts';
import {
  DownloadError,
  type DownloadOptions,
  downloadArtifact,
  safeFileName,
} from './downloadArtifact.ts';

/** Stands for all files of the build at once; no path is empty. */
export const ARCHIVE = '';

export type DownloadState =
  | { readonly kind: 'loading'; readonly receivedBytes: number }
  | { readonly kind: 'saved'; readonly verified: boolean }
  | { readonly kind: 'failed'; readonly message: string };

export interface Downloads {
  /** By path; undefined before a download. */
  readonly states: Readonly<Record<string, DownloadState>>;
  start(artifact: BuildArtifact): void;
  startAll(artifacts: readonly BuildArtifact[], fileName: string): void;
  cancel(path: string): void;
}

/** Downloads go on while the reader looks at another tab. */
export function useDownloads(buildId: string | null): Downloads {
  const client = useMessaging();
  const [states, setStates] = useState<Downloads['states']>({});
  const running = useRef(new Map<string, AbortController>());
  useEffect(() => {
    const controllers = running.current;
    return () => {
      for (const controller of controllers.values()) controller.abort();
      controllers.clear();
      setStates({});
    };
  }, [buildId]);
  const set = (path: string, state: DownloadState | undefined) =>
    setStates((before) => {
      const { [path]: _, ...others } = before;
      return state ? { ...others, [path]: state } : others;
    });

  const run = async (path: string, controller: AbortController, download: Download) => {
    const { signal } = controller;
    try {
      const { blob, fileName, verified } = await download({
        signal,
        onProgress: (receivedBytes) => {
          if (!signal.aborted) set(path, { kind: 'loading', receivedBytes });
        },
      });
      signal.throwIfAborted();
      saveFile(blob, fileName);
      set(path, { kind: 'saved', verified });
    } catch (error) {
      // Without effect on the pieces that have failed already: it stops those still asked for.
      const wasAborted = signal.aborted;
      controller.abort();
      if (!wasAborted) set(path, { kind: 'failed', message: describe(error) });
    } finally {
      if (running.current.get(path) === controller) running.current.delete(path);
    }
  };

  const begin = (path: string, download: Download) => {
    if (running.current.has(path)) return;
    const controller = new AbortController();
    running.current.set(path, controller);
    set(path, { kind: 'loading', receivedBytes: 0 });
    void run(path, controller, download);
  };

  return {
    states,
    start(artifact) {
      if (buildId === null) return;
      begin(artifact.path, async (options) => ({
        ...(await downloadArtifact(client, buildId, artifact, options)),
        fileName: safeFileName(artifact.path),
      }));
    },
    startAll(artifacts, fileName) {
      if (buildId === null) return;
      begin(ARCHIVE, async (options) => {
        // Most who look at a build never ask for this.
        const { downloadArchive } = await import('./downloadArchive.ts');
        const zip = downloadArchive(client, buildId, artifacts, options);
        return {
          // The browser keeps a big blob on disk.
          blob: await new Response(zip).blob(),
          fileName: safeFileName(fileName),
          verified: artifacts.every(({ sha256 }) => sha256 !== undefined),
        };
      });
    },
    cancel(path) {
      running.current.get(path)?.abort();
      running.current.delete(path);
      set(path, undefined);
    },
  };
}

type Download = (options: DownloadOptions) => Promise<{
  readonly blob: Blob;
  readonly fileName: string;
  readonly verified: boolean;
}>;

function describe(error: unknown): string {
  if (error instanceof DownloadError) return error.message;
  if (isMessagingError(error, 'no-responders')) {
    return 'The agent that ran this build is not here, or remembers it no more. Build again.';
  }
  return describeCommandError(error, true);
}

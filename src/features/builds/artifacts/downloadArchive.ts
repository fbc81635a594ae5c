import { makeZip } from 'client-zip';
import type { BuildArtifact } from '../../../catalogs/slate/index.ts';
import type { MessagingClient } from '../../../lib/messaging/index.ts';
import { DownloadError, downloadArtifact, type DownloadOptions } from './downloadArtifact.ts';

/**
 * All files of a build as one zip, made while it is read: one file is held at a time. The stream
 * fails with a DownloadError that names the file, a MessagingError, or the signal's reason.
 */
export function downloadArchive(
  client: Pick<MessagingClient, 'request'>,
  buildId: string,
  artifacts: readonly BuildArtifact[],
  { signal, onProgress }: DownloadOptions,
): ReadableStream<Uint8Array> {
  async function* files() {
    let before = 0;
    for (const artifact of artifacts) {
      const { blob } = await downloadArtifact(client, buildId, artifact, {
        signal,
        onProgress: (received) => onProgress(before + received),
      }).catch((error: unknown) => {
        if (error instanceof DownloadError) {
          throw new DownloadError(`${artifact.path}: ${error.message}`);
        }
        throw error;
      });
      before += artifact.size;
      yield { name: safeArchivePath(artifact.path), input: blob };
    }
  }
  return makeZip(files());
}

/** A path that can't unpack outside the target directory. */
export function safeArchivePath(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.length === 0 ? 'artifact' : parts.join('/').replace(/^([A-Za-z]):/, '$1_');
}

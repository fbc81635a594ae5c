import type { Publisher } from '../publish/publisher.ts';
import type { FileChange } from './fileEntry.ts';

/** As many are handed over before other work has its turn. */
const BATCH = 200;

/** Publishes what became of a project's files, in order; with no connection it waits in the outbox. */
export function createFileEvents(
  publisher: Pick<Publisher, 'store'>,
): (projectId: string, changes: readonly FileChange[]) => Promise<void> {
  let queue = Promise.resolve();
  const publish = async (projectId: string, changes: readonly FileChange[]) => {
    for (const [at, change] of changes.entries()) {
      if (at > 0 && at % BATCH === 0) await new Promise((resolve) => setImmediate(resolve));
      const { entry, by } = change;
      const { fileId, path, kind, size, modifiedAt, revision } = entry;
      const previousPath = change.kind === 'updated' ? change.previousPath : undefined;
      const data = {
        ...{ path, kind, size, modifiedAt, revision },
        ...(previousPath === undefined ? {} : { previousPath }),
        ...(by === undefined ? {} : { by }),
      };
      void publisher.store(`file.${change.kind}`, { projectId, fileId, data });
    }
  };
  return (projectId, changes) => {
    queue = queue.then(() => publish(projectId, changes));
    return queue;
  };
}

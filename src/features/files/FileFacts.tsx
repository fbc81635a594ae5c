import type { FileEntry } from '../../catalogs/slate/index.ts';
import { formatBytes } from '../../components/time/format.ts';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import styles from './FileFacts.module.css';

const words = { file: 'File', directory: 'Folder', link: 'Link' } as const;

/** What is known of a file besides its content. */
export function FileFacts({ entry, changedBy }: { entry: FileEntry; changedBy: string | null }) {
  const { path, kind, size, modifiedAt, readOnly } = entry;
  return (
    <dl className={styles.facts}>
      <dt>Path</dt>
      <dd className={styles.path}>{path}</dd>
      <dt>Kind</dt>
      <dd>{words[kind]}</dd>
      {kind === 'file' && (
        <>
          <dt>Size</dt>
          <dd>{formatBytes(size)}</dd>
        </>
      )}
      <dt>Modified</dt>
      <dd>
        <RelativeTime time={modifiedAt} />
        {changedBy !== null && ` by ${changedBy}`}
      </dd>
      {readOnly !== undefined && (
        <>
          <dt>Read-only</dt>
          <dd>{readOnly}</dd>
        </>
      )}
    </dl>
  );
}

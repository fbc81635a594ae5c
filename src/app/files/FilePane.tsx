import { Info } from 'lucide-react';
import { useEffect } from 'react';
import type { FileEntry } from '../../catalogs/slate/index.ts';
import { Panel } from '../../components/Panel.tsx';
import { Popover } from '../../components/Popover.tsx';
import { LazyFileEditor } from '../../features/editor/LazyFileEditor.tsx';
import { FileFacts } from '../../features/files/FileFacts.tsx';
import { nameOf } from '../../features/files/model.ts';
import { noteFileLine } from '../following/readingPlace.ts';
import { useSelf } from '../SelfContext.ts';
import styles from './FilePane.module.css';

export interface FilePaneProps {
  projectId: string;
  fileId: string;
  path: string;
  /** Null while no agent says what is there. */
  entry: FileEntry | null;
  /** Who changed it last, if that was seen. */
  changedBy: string | null;
  /** That the address names, from 1. */
  line: number | null;
}

/** The open file. */
export function FilePane({ projectId, fileId, path, entry, changedBy, line }: FilePaneProps) {
  const self = useSelf();
  useEffect(() => () => noteFileLine(null), [fileId]);
  const title = nameOf(path);
  const revision = entry?.revision ?? null;
  const facts = entry && <FileFacts entry={entry} changedBy={changedBy} />;
  if (entry && entry.kind !== 'file') {
    return (
      <Panel title={title} flush>
        {facts}
      </Panel>
    );
  }
  return (
    <LazyFileEditor
      {...{ projectId, fileId, path, revision, title, line, self }}
      onLine={noteFileLine}
      actions={
        facts && (
          <Popover
            label="About this file"
            title="About this file"
            className={styles.about}
            trigger={
              <>
                <Info size={14} aria-hidden="true" />
                <span className="visually-hidden">About this file</span>
              </>
            }
          >
            {facts}
          </Popover>
        )
      }
    />
  );
}

import type { FileEntry } from '../../catalogs/slate/index.ts';
import { Panel } from '../../components/Panel.tsx';
import { FileFacts } from '../../features/files/FileFacts.tsx';
import { nameOf } from '../../features/files/model.ts';

export interface FilePaneProps {
  fileId: string;
  path: string;
  entry: FileEntry;
  /** Who changed it last, if that was seen. */
  changedBy: string | null;
}

/** The open file. */
export function FilePane({ path, entry, changedBy }: FilePaneProps) {
  return (
    <Panel title={nameOf(path)} flush>
      <FileFacts entry={entry} changedBy={changedBy} />
    </Panel>
  );
}

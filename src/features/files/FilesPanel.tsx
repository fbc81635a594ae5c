import { FilePlus, FolderPlus, PencilLine, Search, Trash2 } from 'lucide-react';
import { lazy, type ReactNode, useState } from 'react';
import type { FileEntry, SearchMatch } from '../../catalogs/slate/index.ts';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { Banner } from '../../components/feedback/Banner.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { ErrorState } from '../../components/feedback/ErrorState.tsx';
import { Lazily } from '../../components/feedback/Lazily.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { Panel } from '../../components/Panel.tsx';
import { describeCommandError, useConnection } from '../../hooks/index.ts';
import { isMessagingError } from '../../lib/messaging/index.ts';
import styles from './FilesPanel.module.css';
import { parentOf } from './model.ts';
import { PathDialog } from './PathDialog.tsx';
import type { Reader } from './tree/FileRow.tsx';
import { FileTree } from './tree/FileTree.tsx';
import { type FileActions, type PathQuestion, useFileActions } from './useFileActions.ts';
import type { Directories } from './useDirectories.ts';

/** Few who look at files search in them. */
const SearchPanel = lazy(async () => ({
  default: (await import('./SearchPanel.tsx')).SearchPanel,
}));

export interface FilesPanelProps {
  projectId: string;
  userName: string;
  directories: Directories;
  /** Whether an agent serves the project's files, as far as is known. */
  hasAgent: boolean;
  /** Paths of directories. */
  expanded: ReadonlySet<string>;
  onExpand: (expanded: ReadonlySet<string>) => void;
  /** The open file, or the chosen directory. */
  selected: FileEntry | null;
  onSelect: (entry: FileEntry) => void;
  /** Who has a file open, by its id. */
  readers: ReadonlyMap<string, readonly Reader[]>;
  renderLink: (match: SearchMatch, text: ReactNode) => ReactNode;
}

/** The files of a project, what can be done with them, and a search in them. */
export function FilesPanel(props: FilesPanelProps) {
  const { projectId, userName, directories, hasAgent, expanded, onExpand } = props;
  const { selected, onSelect, readers } = props;
  const [isSearching, setIsSearching] = useState(false);
  const isLive = useConnection(({ status }) => status === 'live');
  const actions = useFileActions(projectId, userName, onSelect);
  const root = directories.known.get('');
  // It is asked again and again: meanwhile the reason stays.
  const [lastError, setLastError] = useState(directories.error);
  if (directories.error !== null && directories.error !== lastError)
    setLastError(directories.error);
  const isStale = root !== undefined && !(isLive && hasAgent);
  const canEdit = root?.editable.mode === 'editable';
  const rename = (entry: FileEntry) => actions.ask({ kind: 'move', initial: entry.path, entry });
  const unavailable = isStale
    ? whyStale(isLive)
    : actions.isDenied
      ? 'Your role may not change files.'
      : null;
  return (
    <Panel
      title="Files"
      flush
      fill
      className={styles.panel}
      actions={
        <>
          {canEdit && (
            <EditActions
              actions={actions}
              selected={selected}
              onRename={rename}
              unavailable={unavailable}
            />
          )}
          <IconButton
            size="sm"
            label="Search in files"
            pressed={isSearching}
            onClick={() => setIsSearching(!isSearching)}
            icon={Search}
          />
        </>
      }
    >
      <div className={styles.body}>
        {isSearching && (
          <Lazily what="The search" fallback={<Skeleton width="100%" />}>
            <SearchPanel projectId={projectId} renderLink={props.renderLink} />
          </Lazily>
        )}
        {isStale && (
          <Banner tone="warning">{whyStale(isLive)} The files are shown as they were.</Banner>
        )}
        {root?.editable.mode === 'readOnly' && <Banner>{root.editable.reason}</Banner>}
        {root?.isTruncated && (
          <Banner tone="warning">This project has more files than are shown.</Banner>
        )}
        {root && root.entries.length > 0 && (
          <FileTree
            directories={directories.known}
            expanded={expanded}
            onExpand={onExpand}
            selected={selected?.path ?? null}
            onSelect={onSelect}
            edit={
              canEdit && unavailable === null
                ? { onRename: rename, onDelete: actions.remove, onMove: actions.moveInto }
                : null
            }
            readers={readers}
          />
        )}
        {root?.entries.length === 0 && (
          <EmptyState title="No files yet">
            What git ignores, packages and keys are never shown.
          </EmptyState>
        )}
        {!root && <Missing error={directories.error ?? lastError} />}
      </div>
      {actions.question !== null && (
        <PathDialog
          {...wordsOf(actions.question)}
          key={actions.question.kind + actions.question.initial}
          initial={actions.question.initial}
          pending={actions.isPending}
          refusal={actions.refusal}
          onClose={actions.cancel}
          onSubmit={actions.answer}
        />
      )}
    </Panel>
  );
}

const whyStale = (isLive: boolean) =>
  isLive ? 'No agent serves this project now.' : 'There is no connection.';

interface EditActionsProps {
  actions: FileActions;
  selected: FileEntry | null;
  onRename: (entry: FileEntry) => void;
  /** Why nothing can be changed now. */
  unavailable: string | null;
}

function EditActions({ actions, selected, onRename, unavailable }: EditActionsProps) {
  const dir = selected?.kind === 'directory' ? selected.path : parentOf(selected?.path ?? '');
  const initial = dir === '' ? '' : `${dir}/`;
  return (
    <>
      <IconButton
        size="sm"
        label="New file"
        unavailable={unavailable}
        onClick={() => actions.ask({ kind: 'file', initial })}
        icon={FilePlus}
      />
      <IconButton
        size="sm"
        label="New folder"
        unavailable={unavailable}
        onClick={() => actions.ask({ kind: 'directory', initial })}
        icon={FolderPlus}
      />
      {selected !== null && (
        <>
          <IconButton
            size="sm"
            label="Rename or move"
            unavailable={unavailable}
            title="Rename or move (F2)"
            onClick={() => onRename(selected)}
            icon={PencilLine}
          />
          <IconButton
            size="sm"
            label="Delete"
            unavailable={unavailable}
            title="Delete (Del)"
            onClick={() => actions.remove(selected)}
            icon={Trash2}
          />
        </>
      )}
    </>
  );
}

function Missing({ error }: { error: Error | null }) {
  if (error === null || isMessagingError(error, 'offline', 'closed')) {
    return (
      <div className={styles.loading} role="status" aria-label="Loading the files">
        <Skeleton width="60%" />
        <Skeleton width="45%" />
        <Skeleton width="70%" />
      </div>
    );
  }
  return (
    <ErrorState title="The files can’t be shown">{describeCommandError(error, true)}</ErrorState>
  );
}

function wordsOf(question: PathQuestion): { title: string; action: string } {
  switch (question.kind) {
    case 'file':
      return { title: 'New file', action: 'Create file' };
    case 'directory':
      return { title: 'New folder', action: 'Create folder' };
    case 'move':
      return { title: 'Rename or move', action: 'Move' };
  }
}

import { ChevronRight, File, Folder, FolderOpen, Link2 } from 'lucide-react';
import { memo } from 'react';
import type { FileEntry } from '../../../catalogs/slate/index.ts';
import { cx } from '../../../components/cx.ts';
import { Avatar } from '../../../components/people/Avatar.tsx';
import { showControls } from '../../../lib/terminal/controlChars.ts';
import { nameOf } from '../model.ts';
import styles from './FileTree.module.css';
import type { TreeRow } from './rows.ts';

/** Somebody who has a file open. */
export interface Reader {
  readonly userId: string;
  readonly name: string;
}

const INDENT_PX = 14;
/** Deeper rows are not indented any further: their names would leave the panel. */
const MAX_INDENT = 12;
const MAX_FACES = 3;
const MAX_NAMED = 10;

export interface FileRowProps {
  row: TreeRow;
  /** In pixels from the top of the tree. */
  top: number;
  isSelected: boolean;
  isTabStop: boolean;
  isDropTarget: boolean;
  isDraggable: boolean;
  readers: readonly Reader[] | undefined;
}

/** One entry of the tree; its parent listens for all of them. */
export const FileRow = memo(function FileRow(props: FileRowProps) {
  const { row, top, isSelected, isTabStop, isDropTarget, isDraggable, readers } = props;
  const { entry, level, position, siblings, isExpanded } = row;
  const { fileId, path, kind } = entry;
  const name = showControls(nameOf(path));
  return (
    <div
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={kind === 'directory' ? isExpanded : undefined}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      draggable={isDraggable}
      data-file-id={fileId}
      className={cx(styles.row, isSelected && styles.selected, isDropTarget && styles.target)}
      style={{
        transform: `translateY(${top}px)`,
        paddingInlineStart: 8 + Math.min(level - 1, MAX_INDENT) * INDENT_PX,
      }}
      aria-description={readers && describe(readers)}
    >
      <ChevronRight
        size={14}
        aria-hidden="true"
        className={cx(
          styles.chevron,
          isExpanded && styles.open,
          kind !== 'directory' && styles.hidden,
        )}
      />
      <KindIcon kind={kind} isOpen={isExpanded} />
      <bdi className={styles.name} title={name}>
        {name}
      </bdi>
      {readers !== undefined && <Faces readers={readers} />}
    </div>
  );
});

function Faces({ readers }: { readers: readonly Reader[] }) {
  const rest = readers.length - MAX_FACES;
  return (
    <span className={styles.readers} aria-hidden="true">
      {readers.slice(0, MAX_FACES).map(({ userId, name }) => (
        <Avatar key={userId} id={userId} name={name} size={18} />
      ))}
      {rest > 0 && <span className={styles.more}>+{rest}</span>}
    </span>
  );
}

function describe(readers: readonly Reader[]): string {
  const names = readers.slice(0, MAX_NAMED).map(({ name }) => name);
  const rest = readers.length - names.length;
  return `Open by ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function KindIcon({ kind, isOpen }: { kind: FileEntry['kind']; isOpen: boolean }) {
  const Icon = kind === 'file' ? File : kind === 'link' ? Link2 : isOpen ? FolderOpen : Folder;
  return <Icon size={14} aria-hidden="true" className={styles.icon} />;
}

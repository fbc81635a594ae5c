import { hotkeysCoreFeature, syncDataLoaderFeature } from '@headless-tree/core';
import { useTree } from '@headless-tree/react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronRight, File, Folder, FolderOpen, Link2 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type { FileEntry } from '../../catalogs/slate/index.ts';
import { cx } from '../../components/cx.ts';
import styles from './FileTree.module.css';
import { type Directory, nameOf } from './model.ts';

const ROOT = '/';
const ROW_PX = 26;
const OVERSCAN = 12;

const root: FileEntry = {
  fileId: 'root',
  path: ROOT,
  kind: 'directory',
  size: 0,
  modifiedAt: 0,
  revision: 'root',
};

export interface FileTreeProps {
  directories: ReadonlyMap<string, Directory>;
  /** Kept as it is: another array is another state. */
  expanded: string[];
  onExpand: (paths: string[]) => void;
  /** Path of the chosen entry. */
  selected: string | null;
  onSelect: (entry: FileEntry) => void;
  /** F2 and Delete; null where nothing may be changed. */
  onRename: ((entry: FileEntry) => void) | null;
  onDelete: ((entry: FileEntry) => void) | null;
}

/** The files of a project; only the rows in view are drawn. */
export function FileTree(props: FileTreeProps) {
  const { directories, expanded, onExpand, selected, onSelect, onRename, onDelete } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const byPath = useMemo(
    () =>
      new Map(
        [...directories.values()].flatMap(({ entries }) =>
          entries.map((entry) => [entry.path, entry] as const),
        ),
      ),
    [directories],
  );
  const childrenOf = (path: string) =>
    (directories.get(path === ROOT ? '' : path)?.entries ?? []).map((entry) => entry.path);
  const tree = useTree<FileEntry>({
    rootItemId: ROOT,
    // A row that is going away is drawn once more.
    dataLoader: {
      getItem: (path) => byPath.get(path) ?? { ...root, path },
      getChildren: childrenOf,
    },
    getItemName: (item) => nameOf(item.getItemData().path),
    isItemFolder: (item) => item.getItemData().kind === 'directory',
    state: { expandedItems: expanded },
    setExpandedItems: (next) => onExpand(typeof next === 'function' ? next(expanded) : next),
    onPrimaryAction: (item) => onSelect(item.getItemData()),
    scrollToItem: (item) => virtual.scrollToIndex(item.getItemMeta().index),
    features: [syncDataLoaderFeature, hotkeysCoreFeature],
  });
  useEffect(() => tree.rebuildTree(), [tree, byPath]);

  const items = tree.getItems();
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const row = event.target instanceof HTMLElement ? event.target.closest('[data-path]') : null;
    const entry = byPath.get(row?.getAttribute('data-path') ?? '');
    const act = entry && actOf(event.key, entry);
    if (!act) return;
    event.preventDefault();
    act();
  };
  /** What a key does to the row that has the focus, whatever is selected. */
  const actOf = (key: string, entry: FileEntry): (() => void) | null => {
    switch (key) {
      case 'Enter':
      case ' ':
        return () => {
          const item = tree.getItemInstance(entry.path);
          if (item.isExpanded()) item.collapse();
          else if (item.isFolder()) item.expand();
          onSelect(entry);
        };
      case 'F2':
        return onRename && (() => onRename(entry));
      case 'Delete':
        return onDelete && (() => onDelete(entry));
      default:
        return null;
    }
  };
  return (
    <div ref={scroller} className={styles.scroller}>
      <div
        {...tree.getContainerProps('Files')}
        onKeyDown={onKeyDown}
        className={styles.tree}
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map(({ index, start }) => {
          const item = items[index];
          if (!item) return null;
          const { path, kind } = item.getItemData();
          const isOpen = item.isExpanded();
          return (
            <div
              key={item.getId()}
              {...item.getProps()}
              data-path={path}
              onFocus={() => {
                if (!item.isFocused()) item.setFocused();
              }}
              aria-selected={path === selected}
              className={cx(styles.row, path === selected && styles.selected)}
              style={{
                transform: `translateY(${start}px)`,
                paddingInlineStart: 8 + item.getItemMeta().level * 14,
              }}
              title={path}
            >
              <ChevronRight
                size={14}
                aria-hidden="true"
                className={cx(
                  styles.chevron,
                  isOpen && styles.open,
                  kind !== 'directory' && styles.hidden,
                )}
              />
              <KindIcon kind={kind} isOpen={isOpen} />
              <span className={styles.name}>{nameOf(path)}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function KindIcon({ kind, isOpen }: { kind: FileEntry['kind']; isOpen: boolean }) {
  const Icon = kind === 'file' ? File : kind === 'link' ? Link2 : isOpen ? FolderOpen : Folder;
  return <Icon size={14} aria-hidden="true" className={styles.icon} />;
}

import { FolderOpen, Upload } from 'lucide-react';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import type { AssetRecord } from '../../catalogs/slate/index.ts';
import { Button } from '../../components/controls/Button.tsx';
import { SelectField } from '../../components/controls/SelectField.tsx';
import { TextField } from '../../components/controls/TextField.tsx';
import { Banner } from '../../components/feedback/Banner.tsx';
import { EmptyState } from '../../components/feedback/EmptyState.tsx';
import { ErrorState } from '../../components/feedback/ErrorState.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatBytes, formatCount } from '../../components/time/format.ts';
import { describeCommandError, useMessaging } from '../../hooks/index.ts';
import { AssetGrid } from './AssetGrid.tsx';
import { AssetPreview } from './AssetPreview.tsx';
import styles from './Assets.module.css';
import { type AssetFilter, assetGroups, filterAssets } from './model.ts';
import type { AssetList } from './queries.ts';
import { RenameAssetDialog } from './RenameAssetDialog.tsx';
import { UploadList } from './UploadList.tsx';
import { uploadsOf } from './uploads.ts';
import { useAssetActions } from './useAssetActions.ts';
import { useAssets } from './useAssets.ts';
import { type Dropped, useFileDrop, useStayOnDrop } from './useFileDrop.ts';

export interface AssetsPanelProps {
  projectId: string;
  userName: string;
  agentIsHere: boolean;
  /** The asset whose preview is open. */
  openId: string | null;
  onOpen: (assetId: string | null) => void;
}

/** The files that were uploaded to a project, and those on their way. */
export function AssetsPanel({ agentIsHere, ...props }: AssetsPanelProps) {
  const { projectId } = props;
  const assets = useAssets(projectId);
  useStayOnDrop();
  if (assets.kind === 'loading') {
    return (
      <Panel title="Assets">
        <div className={styles.grid} aria-busy="true">
          <span className="visually-hidden">Loading the assets</span>
          {[0, 1, 2, 3].map((at) => (
            <Skeleton key={at} height={170} />
          ))}
        </div>
      </Panel>
    );
  }
  if (assets.kind === 'failed') {
    return (
      <Panel title="Assets">
        <ErrorState title="The assets can’t be shown">
          {describeCommandError(assets.error, agentIsHere)}
        </ErrorState>
      </Panel>
    );
  }
  return <KnownAssets {...props} list={assets.list} isStale={assets.isStale} />;
}

const groupOptions = [
  { value: 'all', text: 'All types' },
  ...assetGroups.map((group) => ({ value: group, text: group[0]?.toUpperCase() + group.slice(1) })),
];

interface KnownAssetsProps extends Omit<AssetsPanelProps, 'agentIsHere'> {
  list: AssetList;
  isStale: boolean;
}

function KnownAssets(props: KnownAssetsProps) {
  const { projectId, userName, list, isStale, openId, onOpen } = props;
  const queue = uploadsOf(useMessaging());
  const fileInput = useRef<HTMLInputElement>(null);
  const [renameId, setRenameId] = useState<string | null>(null);
  const [filter, setFilter] = useState<AssetFilter>({ text: '', group: 'all' });
  const actions = useAssetActions(projectId, userName, () => onOpen(null));
  const { assets, limits, readOnlyReason, isCut } = list;
  const isEditable = readOnlyReason === null;
  const upload = (files: readonly File[]) =>
    queue.add(projectId, files, limits.assetBytes, userName);
  const onDropped = ({ files, folders }: Dropped) => {
    upload(files);
    queue.refuse(projectId, folders, 'This is a folder. Drop the files in it instead.');
  };
  const drop = useFileDrop(isEditable ? onDropped : null);
  const shown = filterAssets(assets, filter);
  const byId = (id: string | null): AssetRecord | undefined =>
    assets.find(({ assetId }) => assetId === id);
  const opened = byId(openId);
  const renamed = byId(renameId);
  return (
    <div className={styles.zone} {...drop.handlers}>
      <Panel
        title={
          <>
            Assets <span className={styles.count}>{formatCount(assets.length)}</span>
          </>
        }
        actions={isEditable && <UploadButton input={fileInput} onFiles={upload} />}
      >
        <div className={styles.body}>
          {isStale && (
            <Banner tone="warning">
              No connection: this is the last known state. Uploads continue when it is back.
            </Banner>
          )}
          {!isEditable && <Banner tone="info">{readOnlyReason}</Banner>}
          {openId !== null && !opened && !isStale && (
            <Banner tone="info" onDismiss={() => onOpen(null)}>
              That asset is not in this project, or was deleted.
            </Banner>
          )}
          {isCut && (
            <Banner tone="info">Only the newest {formatCount(assets.length)} are shown.</Banner>
          )}
          <UploadList
            {...{ projectId, queue, list }}
            onChoose={() => fileInput.current?.click()}
            onForget={actions.forgetUpload}
          />
          {assets.length > 0 && (
            <div className={styles.filters}>
              <TextField
                label="Filter assets by name"
                hideLabel
                placeholder="Filter by name"
                type="search"
                value={filter.text}
                onChange={(event) => setFilter({ ...filter, text: event.target.value })}
              />
              <SelectField
                label="Type"
                options={groupOptions}
                value={filter.group}
                onChange={(value) =>
                  setFilter({ ...filter, group: assetGroups.find((g) => g === value) ?? 'all' })
                }
              />
              <span className={styles.fact}>
                {formatBytes(assets.reduce((sum, { size }) => sum + size, 0))} of{' '}
                {formatBytes(limits.projectBytes)}
              </span>
            </div>
          )}
          <Grid
            isEmpty={assets.length === 0}
            isEditable={isEditable}
            isNoneShown={shown.length === 0}
          >
            <AssetGrid
              assets={shown}
              actions={actions}
              isEditable={isEditable}
              onOpen={({ assetId }) => onOpen(assetId)}
              onRename={({ assetId }) => setRenameId(assetId)}
            />
          </Grid>
        </div>
      </Panel>
      {drop.isOver && (
        <div className={styles.dropZone}>
          <Upload size={24} aria-hidden="true" />
          Drop files to upload them
        </div>
      )}
      {opened && (
        <AssetPreview
          asset={opened}
          actions={actions}
          isEditable={isEditable}
          onClose={() => onOpen(null)}
        />
      )}
      {renamed && (
        <RenameAssetDialog
          key={renamed.assetId}
          asset={renamed}
          userName={userName}
          onRenamed={actions.keep}
          onClose={() => setRenameId(null)}
        />
      )}
    </div>
  );
}

interface GridProps {
  isEmpty: boolean;
  isNoneShown: boolean;
  isEditable: boolean;
  children: ReactNode;
}

function Grid({ isEmpty, isNoneShown, isEditable, children }: GridProps) {
  if (isEmpty) {
    return (
      <EmptyState icon={<FolderOpen size={20} />} title="No assets yet">
        {isEditable
          ? 'Drop images, sounds, videos or documents here, or press Upload.'
          : 'Nothing was uploaded to this project.'}
      </EmptyState>
    );
  }
  if (isNoneShown) return <p className={styles.none}>No asset fits this filter.</p>;
  return children;
}

interface UploadButtonProps {
  input: RefObject<HTMLInputElement | null>;
  onFiles: (files: readonly File[]) => void;
}

function UploadButton({ input, onFiles }: UploadButtonProps) {
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        tabIndex={-1}
        aria-label="Upload files"
        className="visually-hidden"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // So that the same file can be chosen again.
          target.value = '';
        }}
      />
      <Button variant="primary" icon={<Upload size={14} />} onClick={() => input.current?.click()}>
        Upload
      </Button>
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Plus, RotateCcw, X } from 'lucide-react';
import { useState } from 'react';
import type { AssetRecord } from '../../catalogs/slate/index.ts';
import { Button } from '../../components/controls/Button.tsx';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { CommandError } from '../../components/feedback/CommandError.tsx';
import { Skeleton } from '../../components/feedback/Skeleton.tsx';
import { formatBytes } from '../../components/time/format.ts';
import { RelativeTime } from '../../components/time/RelativeTime.tsx';
import { useMessaging } from '../../hooks/index.ts';
import styles from './Assets.module.css';
import { describeComponent, kindName } from './describeAsset.ts';
import { groupOf } from './model.ts';
import { fileOf, MAX_PREVIEW_BYTES, MAX_TEXT_BYTES, readText } from './readAsset.ts';
import type { AssetActions } from './useAssetActions.ts';
import { describeReadError, useBlobUrl } from './useBlobUrl.ts';

export interface AssetPreviewProps {
  asset: AssetRecord;
  actions: AssetActions;
  isEditable: boolean;
  onClose: () => void;
}

/** Shows an asset's content, and what the agent knows of it. */
export function AssetPreview({ asset, actions, isEditable, onClose }: AssetPreviewProps) {
  return (
    <Dialog
      open
      wide
      title={asset.name}
      onClose={onClose}
      footer={
        <>
          {isEditable && <Button onClick={() => actions.remove(asset)}>Delete</Button>}
          <Button variant="primary" onClick={() => void actions.download(asset)}>
            Download
          </Button>
        </>
      }
    >
      <div className={styles.preview}>
        <Content asset={asset} />
      </div>
      <p className={styles.fact}>
        {asset.type} · {formatBytes(asset.size)} · uploaded by {asset.createdBy}{' '}
        <RelativeTime time={asset.createdAt} />
      </p>
      <p className={styles.digest}>SHA-256 {asset.digest}</p>
      <Components asset={asset} actions={actions} isEditable={isEditable} />
    </Dialog>
  );
}

function Content({ asset }: { asset: AssetRecord }) {
  const group = groupOf(asset);
  if (asset.size === 0) return <p className={styles.none}>This file is empty.</p>;
  if (group === 'text') return <TextContent asset={asset} />;
  if (group === 'other') return <p className={styles.none}>There is no preview of this type.</p>;
  if (asset.size > MAX_PREVIEW_BYTES) {
    return (
      <p className={styles.none}>
        Files over {formatBytes(MAX_PREVIEW_BYTES)} have no preview. Download it instead.
      </p>
    );
  }
  return <MediaContent asset={asset} group={group} />;
}

function MediaContent({
  asset,
  group,
}: {
  asset: AssetRecord;
  group: 'image' | 'audio' | 'video';
}) {
  const content = useBlobUrl(fileOf(asset));
  const [isBroken, setIsBroken] = useState(false);
  if (content.kind === 'failed') return <CommandError>{content.message}</CommandError>;
  if (isBroken) {
    const verb = group === 'image' ? 'show' : 'play';
    return (
      <p className={styles.none}>
        This browser can’t {verb} the file: it is damaged, or of a kind that only other programs
        open.
      </p>
    );
  }
  if (content.kind === 'loading') return <Skeleton height={160} />;
  const media = { src: content.url, onError: () => setIsBroken(true) };
  const player = { ...media, controls: true, 'aria-label': asset.name };
  switch (group) {
    case 'image':
      return <img {...media} alt={asset.name} className={styles.image} />;
    case 'audio':
      // biome-ignore lint/a11y/useMediaCaption: an uploaded file has no captions.
      return <audio {...player} className={styles.audio} />;
    case 'video':
      // biome-ignore lint/a11y/useMediaCaption: an uploaded file has no captions.
      return <video {...player} className={styles.image} />;
  }
}

function TextContent({ asset }: { asset: AssetRecord }) {
  const client = useMessaging();
  const text = useQuery({
    queryKey: ['asset-text', asset.assetId, asset.digest],
    networkMode: 'always',
    retry: false,
    queryFn: () => readText(client, asset),
  });
  if (text.error) return <CommandError>{describeReadError(text.error)}</CommandError>;
  if (text.data === undefined) return <Skeleton height={160} />;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls. */}
      <pre tabIndex={0} className={styles.text}>
        {text.data}
      </pre>
      {asset.size > MAX_TEXT_BYTES && (
        <p className={styles.fact}>The first {formatBytes(MAX_TEXT_BYTES)}.</p>
      )}
    </>
  );
}

/** Kinds that a file of this type can have. */
function possibleKinds(asset: AssetRecord): readonly string[] {
  switch (groupOf(asset)) {
    case 'image':
      return ['image', 'thumbnail'];
    case 'audio':
    case 'video':
      return ['media'];
    case 'text':
      return ['text'];
    case 'other':
      return [];
  }
}

function Components({ asset, actions, isEditable }: Omit<AssetPreviewProps, 'onClose'>) {
  const absent = possibleKinds(asset).filter(
    (kind) => !asset.components.some((one) => one.kind === kind),
  );
  if (asset.components.length === 0 && absent.length === 0) return null;
  return (
    <>
      <ul role="list" aria-label="Components" className={styles.components}>
        {asset.components.map((component) => (
          <li key={component.componentId} className={styles.component}>
            <span>{kindName(component.kind)}</span>
            <span className={styles.fact}>{describeComponent(component)}</span>
            {isEditable && component.status !== 'pending' && (
              <span className={styles.rowButtons}>
                {component.status === 'failed' && (
                  <IconButton
                    label={`Retry ${kindName(component.kind)}`}
                    onClick={() => actions.attach(asset, component.kind)}
                    icon={RotateCcw}
                  />
                )}
                <IconButton
                  label={`Remove ${kindName(component.kind)}`}
                  onClick={() => actions.detach(asset, component.componentId)}
                  icon={X}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
      {isEditable &&
        absent.map((kind) => (
          <Button
            key={kind}
            size="sm"
            icon={<Plus size={14} />}
            onClick={() => actions.attach(asset, kind)}
          >
            Add {kindName(kind).toLowerCase()}
          </Button>
        ))}
    </>
  );
}

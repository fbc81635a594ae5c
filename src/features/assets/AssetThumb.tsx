import { File, FileText, Film, Image, Music } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { AssetRecord } from '../../catalogs/slate/index.ts';
import styles from './Assets.module.css';
import { type AssetGroup, componentOf, groupOf } from './model.ts';
import type { ReadTarget } from './readAsset.ts';
import { useBlobUrl } from './useBlobUrl.ts';

const icons: Readonly<Record<AssetGroup, typeof File>> = {
  image: Image,
  audio: Music,
  video: Film,
  text: FileText,
  other: File,
};

/** The picture of a card: a thumbnail where there is one, read when it comes into view. */
export function AssetThumb({ asset }: { asset: AssetRecord }) {
  const box = useRef<HTMLSpanElement>(null);
  const [wasSeen, setWasSeen] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element || wasSeen) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setWasSeen(true);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [wasSeen]);
  const target = thumbnailOf(asset);
  const image = useBlobUrl(wasSeen ? target : null);
  const Icon = icons[groupOf(asset)];
  return (
    <span ref={box} className={styles.thumb}>
      {target && image.kind === 'ready' ? (
        <img src={image.url} alt="" className={styles.thumbImage} />
      ) : (
        <Icon size={28} aria-hidden="true" />
      )}
    </span>
  );
}

function thumbnailOf(asset: AssetRecord): ReadTarget | null {
  const component = componentOf(asset, 'thumbnail');
  if (component?.status !== 'ready' || component.size === undefined) return null;
  const { assetId } = asset;
  return { assetId, component: component.componentId, size: component.size, type: 'image/webp' };
}

import { Download, Pencil, Trash2 } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { AssetRecord } from '../../catalogs/slate/index.ts';
import { IconButton } from '../../components/controls/IconButton.tsx';
import styles from './Assets.module.css';
import { AssetThumb } from './AssetThumb.tsx';
import { summaryOf } from './describeAsset.ts';
import type { AssetActions } from './useAssetActions.ts';

export interface AssetGridProps {
  assets: readonly AssetRecord[];
  actions: AssetActions;
  isEditable: boolean;
  onOpen: (asset: AssetRecord) => void;
  onRename: (asset: AssetRecord) => void;
}

/** Cards; arrow keys go from one to the next, Delete deletes. */
export function AssetGrid({ assets, actions, isEditable, onOpen, onRename }: AssetGridProps) {
  return (
    <ul role="list" aria-label="Assets" className={styles.grid} onKeyDown={moveFocus}>
      {assets.map((asset) => (
        <li key={asset.assetId} className={styles.card}>
          <button
            type="button"
            data-card
            className={styles.open}
            onClick={() => onOpen(asset)}
            onKeyDown={(event) => {
              if (event.key === 'Delete' && isEditable) actions.remove(asset);
            }}
          >
            <AssetThumb asset={asset} />
            <span className={styles.name} title={asset.name}>
              {asset.name}
            </span>
            <span className={styles.fact}>{summaryOf(asset)}</span>
          </button>
          <span className={styles.cardButtons}>
            <IconButton
              label={`Download ${asset.name}`}
              onClick={() => void actions.download(asset)}
              icon={Download}
            />
            {isEditable && (
              <>
                <IconButton
                  label={`Rename ${asset.name}`}
                  onClick={() => onRename(asset)}
                  icon={Pencil}
                />
                <IconButton
                  label={`Delete ${asset.name}`}
                  onClick={() => actions.remove(asset)}
                  icon={Trash2}
                />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

const steps: Readonly<Record<string, 'next' | 'previous' | 'below' | 'above' | 'first' | 'last'>> =
  {
    ArrowRight: 'next',
    ArrowLeft: 'previous',
    ArrowDown: 'below',
    ArrowUp: 'above',
    Home: 'first',
    End: 'last',
  };

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const step = steps[event.key];
  const cards = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-card]')];
  const at = cards.indexOf(event.target as HTMLElement);
  if (step === undefined || at === -1) return;
  const top = cards[0]?.offsetTop;
  const columns = Math.max(1, cards.filter((card) => card.offsetTop === top).length);
  const targets = {
    next: at + 1,
    previous: at - 1,
    below: at + columns,
    above: at - columns,
    first: 0,
    last: cards.length - 1,
  };
  const target = cards[targets[step]];
  if (!target) return;
  event.preventDefault();
  target.focus();
}

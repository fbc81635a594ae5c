import type { AssetRecord, SlateEventFor } from '../../catalogs/slate/index.ts';

export type AssetEvent =
  | SlateEventFor<`slate.asset.*.${string}`>
  | SlateEventFor<`slate.asset.component.*.${string}`>;

/** 'unknown' for an event that says too little, or is of an asset that is not in the list. */
export type Applied = readonly AssetRecord[] | 'unknown';

/** The list after an event; the same list if it says nothing new. */
export function applyAssetEvent(assets: readonly AssetRecord[], event: AssetEvent): Applied {
  switch (event.type) {
    case 'created':
    case 'updated': {
      const next = recordOf(event);
      if (!next) return 'unknown';
      const at = indexOf(assets, next.assetId);
      const before = assets[at];
      if (!before) return event.type === 'created' ? [next, ...assets] : 'unknown';
      if (before.revision >= next.revision) return assets;
      return assets.with(at, { ...next, components: before.components });
    }
    case 'deleted': {
      const at = indexOf(assets, event.assetId);
      const before = assets[at];
      // It may have been restored since.
      if (!before || before.revision > (event.data?.revision ?? before.revision)) return assets;
      return assets.toSpliced(at, 1);
    }
    case 'component.added':
    case 'component.removed': {
      const at = indexOf(assets, event.assetId);
      const before = assets[at];
      if (!before || !event.data?.component) return 'unknown';
      const { component } = event.data;
      const others = before.components.filter((one) => one.componentId !== component.componentId);
      const isAdded = event.type === 'component.added';
      const added = isAdded && event.data.component ? [event.data.component] : [];
      const components = sortComponents([...others, ...added]);
      return assets.with(at, { ...before, components });
    }
    default:
      // An action of a later version.
      return assets;
  }
}

const indexOf = (assets: readonly AssetRecord[], assetId: string) =>
  assets.findIndex((asset) => asset.assetId === assetId);

function sortComponents(components: AssetRecord['components']): AssetRecord['components'] {
  return components.toSorted((one, other) => (one.kind < other.kind ? -1 : 1));
}

type RecordEvent = Extract<AssetEvent, { type: 'created' | 'updated' }>;

function recordOf(event: RecordEvent): AssetRecord | null {
  const { data } = event;
  const projectId = 'projectId' in event ? event.projectId : '';
  if (!data || typeof projectId !== 'string') return null;
  const { assetId, name, size, type, digest, createdAt, createdBy, revision, components } = data;
  if (assetId === undefined || name === undefined || size === undefined) return null;
  if (type === undefined || digest === undefined || createdAt === undefined) return null;
  if (createdBy === undefined || revision === undefined) return null;
  return {
    ...{ projectId, assetId, name, size, type, digest, createdAt, createdBy, revision },
    components: components ?? [],
  };
}

export const assetGroups = ['image', 'audio', 'video', 'text', 'other'] as const;
export type AssetGroup = (typeof assetGroups)[number];

const texts = new Set(['application/json', 'application/xml']);

export function groupOf({ type }: Pick<AssetRecord, 'type'>): AssetGroup {
  const [head = ''] = type.split('/');
  if (head === 'image' || head === 'audio' || head === 'video' || head === 'text') return head;
  return texts.has(type) ? 'text' : 'other';
}

export interface AssetFilter {
  readonly text: string;
  readonly group: AssetGroup | 'all';
}

export function filterAssets(
  assets: readonly AssetRecord[],
  { text, group }: AssetFilter,
): readonly AssetRecord[] {
  const wanted = text.trim().toLowerCase();
  return assets.filter(
    (asset) =>
      (group === 'all' || groupOf(asset) === group) && asset.name.toLowerCase().includes(wanted),
  );
}

export const componentOf = ({ components }: AssetRecord, kind: string) =>
  components.find((component) => component.kind === kind);

import { expect, test } from 'vitest';
import type { AssetRecord } from '../../catalogs/slate/index.ts';
import { applyAssetEvent, type AssetEvent, filterAssets } from './model.ts';

const asset = (assetId: string, more: Partial<AssetRecord> = {}): AssetRecord => ({
  projectId: 'p',
  assetId,
  name: `${assetId}.png`,
  size: 1,
  type: 'image/png',
  digest: 'd',
  createdAt: 1,
  createdBy: 'Ada',
  revision: 1,
  components: [],
  ...more,
});

const event = (type: AssetEvent['type'], assetId: string, data: object): AssetEvent =>
  ({ type, projectId: 'p', assetId, timestamp: 1, data }) as unknown as AssetEvent;

test('a new asset is first, a repeat changes nothing', () => {
  const before = [asset('a')];
  const after = applyAssetEvent(before, event('created', 'b', asset('b')));
  expect(after).toMatchObject([{ assetId: 'b' }, { assetId: 'a' }]);
  expect(applyAssetEvent(before, event('created', 'a', asset('a')))).toBe(before);
});

test('a change counts by its revision and keeps the components', () => {
  const components = [{ componentId: 'c', kind: 'image', status: 'ready' as const }];
  const before = [asset('a', { revision: 2, components })];
  const renamed = asset('a', { revision: 3, name: 'x.png' });
  expect(applyAssetEvent(before, event('updated', 'a', renamed))).toEqual([
    { ...renamed, components },
  ]);
  expect(applyAssetEvent(before, event('updated', 'a', asset('a')))).toBe(before);
});

test('a deleted one goes, unless it was restored since', () => {
  expect(applyAssetEvent([asset('a')], event('deleted', 'a', { revision: 1 }))).toEqual([]);
  const restored = [asset('a', { revision: 2 })];
  expect(applyAssetEvent(restored, event('deleted', 'a', { revision: 1 }))).toBe(restored);
});

test('components come, change and go', () => {
  const pending = { componentId: 'c', kind: 'image', status: 'pending' as const };
  const before = [asset('a', { components: [pending] })];
  const ready = { ...pending, status: 'ready', width: 3 };
  const after = applyAssetEvent(before, event('component.added', 'a', { component: ready }));
  expect(after).toMatchObject([{ components: [ready] }]);
  const removed = event('component.removed', 'a', { component: { componentId: 'c' } });
  expect(applyAssetEvent(before, removed)).toMatchObject([{ components: [] }]);
});

test('what says too little, or is of an asset that is not known, is told from a change', () => {
  expect(applyAssetEvent([], event('created', 'a', { name: 'a' }))).toBe('unknown');
  expect(applyAssetEvent([], event('component.added', 'a', { component: {} }))).toBe('unknown');
});

test('the filter looks at name and kind', () => {
  const all = [asset('a'), asset('b', { name: 'Song.MP3', type: 'audio/mpeg' })];
  expect(filterAssets(all, { text: 'song', group: 'all' })).toEqual([all[1]]);
  expect(filterAssets(all, { text: '', group: 'image' })).toEqual([all[0]]);
});

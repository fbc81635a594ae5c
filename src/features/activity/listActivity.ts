import { type Activity, type ActivityState, type Content, contentKey } from './model.ts';

/** Between an asset's event and that of its file, which waits for the watcher. */
const ASSET_FILE_MS = 60_000;

/** Newest first. */
export function listActivity({ byKey, lastOf }: ActivityState): readonly Activity[] {
  const listed = [...byKey.values()].map((activity) => {
    if (activity.kind !== 'file' && activity.kind !== 'asset') return activity;
    const last = byKey.get(lastOf.get(contentKey(activity)) ?? '');
    return last && 'nameNow' in last ? { ...activity, nameNow: last.nameNow } : activity;
  });
  const isOfAsset = byAssets(listed);
  return listed.filter((activity) => !isOfAsset(activity)).sort((a, b) => b.order - a.order);
}

/**
 * Whether a change of a file is what the agent did for an asset: the directory of assets is watched
 * like any other, and a person who uploads one file did one thing.
 */
function byAssets(activities: readonly Activity[]): (activity: Activity) => boolean {
  const times = Map.groupBy(
    activities.flatMap((activity) => (activity.kind === 'asset' ? activity : [])),
    fileChangeOf,
  );
  return (activity) =>
    activity.kind === 'file' &&
    activity.by === null &&
    times
      .get(fileChangeOf(activity))
      ?.some(({ time }) => Math.abs(time - activity.time) < ASSET_FILE_MS) === true;
}

/** What a change is to the file: its kind and the file's own name. */
function fileChangeOf({ change, name }: Content): string {
  return `${change === 'restored' ? 'created' : change} ${name.slice(name.lastIndexOf('/') + 1)}`;
}

/**
 * Sorts what another view knows into a list, by time: their orders count different things.
 * @param isWhole false keeps what is older than the list out: between them there is more that was not read
 */
export function withActivities(
  list: readonly Activity[],
  others: readonly Activity[],
  isWhole: boolean,
): readonly Activity[] {
  const from = isWhole ? -Infinity : (list.at(-1)?.time ?? Infinity);
  const added = others.filter(({ time }) => time >= from).toSorted((a, b) => a.time - b.time);
  const merged = list.flatMap((activity) => {
    const newer: Activity[] = [];
    for (let last = added.at(-1); last && last.time >= activity.time; last = added.at(-1)) {
      newer.push(last);
      added.pop();
    }
    return [...newer, activity];
  });
  return [...merged, ...added.toReversed()];
}

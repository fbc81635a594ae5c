import { assertNever } from '../../lib/assertNever.ts';
import { type SlateEvent, visibleName } from '../../catalogs/slate/index.ts';
import type { Delivery } from '../../lib/messaging/index.ts';

interface Done {
  /** The same for what is shown as one. */
  readonly key: string;
  /** Grows with what was published later, among what one view has read. */
  readonly order: number;
  /** When it was stored, milliseconds since the epoch; else by its publisher's clock. */
  readonly time: number;
  /** A person or what acts for one; null if the event does not say. */
  readonly by: string | null;
}

/** Something that was done in a project. */
export type Activity =
  | (Done & {
      readonly kind: 'build';
      readonly buildId: string;
      readonly number: number | null;
      readonly result: 'started' | 'completed' | 'failed' | 'cancelled';
      /** The step that failed. */
      readonly step: string | null;
      readonly durationMs: number | null;
      readonly endedBy: string | null;
      /** Saved files started it. */
      readonly isByChange: boolean;
    })
  | (Done & {
      readonly kind: 'project';
      readonly change: 'created' | 'updated' | 'deleted';
      readonly name: string | null;
    })
  | (Done & {
      /** A run of the project’s process. */
      readonly kind: 'session';
      readonly sessionId: string;
      readonly result: 'started' | 'stopped' | 'failed';
      readonly command: string | null;
      readonly durationMs: number | null;
      readonly endedBy: string | null;
      /** "exit code 1"; null if unknown. */
      readonly ending: string | null;
    })
  | (Done & {
      readonly kind: 'file' | 'asset';
      readonly change: 'created' | 'restored' | 'updated' | 'moved' | 'deleted';
      /** Of the file or asset, whatever it is called; null if its publisher does not say. */
      readonly id: string | null;
      /** A path or a name. */
      readonly name: string;
      readonly previousName: string | null;
      /** What it is called now; null if it was deleted. */
      readonly nameNow: string | null;
      /** How many changes in a row are shown as one. */
      readonly times: number;
    });

export interface ActivityState {
  readonly byKey: ReadonlyMap<string, Activity>;
  /** By file or asset: the key of what was done to it last. */
  readonly lastOf: ReadonlyMap<string, string>;
}

export const noActivity: ActivityState = { byKey: new Map(), lastOf: new Map() };

/** Saving again within this time is the same piece of work. */
const SAME_WORK_MS = 10 * 60_000;
const LONGEST_NAME = 300;

export type ActivityDelivery = Delivery<`slate.*.*.${string}`>;

/** Applies events of one project; pure. Those that are no deed of anybody are left out. */
export function applyActivity(
  state: ActivityState,
  deliveries: readonly ActivityDelivery[],
): ActivityState {
  const byKey = new Map(state.byKey);
  const lastOf = new Map(state.lastOf);
  for (const [index, delivery] of deliveries.entries()) {
    const { seq, storedAt } = delivery.meta;
    const order = seq ?? byKey.size + index;
    const done = { order, time: storedAt ?? delivery.event.timestamp };
    const next = activityOf(delivery, done, (key) => byKey.get(key));
    if (next === null) continue;
    if (next.kind !== 'file' && next.kind !== 'asset') {
      byKey.set(next.key, next);
      continue;
    }
    const content = contentKey(next);
    const before = byKey.get(lastOf.get(content) ?? '');
    const shown = (before && mergedWith(before, next)) ?? next;
    byKey.set(shown.key, shown);
    lastOf.set(content, shown.key);
  }
  return { byKey, lastOf };
}

export type Content = Extract<Activity, { kind: 'file' | 'asset' }>;

/** The same for all that is done to one file or asset. */
export const contentKey = ({ kind, id, name }: Content) => `${kind} ${id ?? name}`;

function mergedWith(before: Activity, next: Content): Activity | null {
  const isSame =
    before.kind === next.kind &&
    before.change === next.change &&
    next.change === 'updated' &&
    before.by === next.by &&
    next.time - before.time < SAME_WORK_MS;
  return isSame ? { ...next, key: before.key, times: before.times + 1 } : null;
}

function activityOf(
  { event, meta }: ActivityDelivery,
  done: Pick<Done, 'order' | 'time'>,
  find: (key: string) => Activity | undefined,
): Activity | null {
  switch (meta.name) {
    case 'build.started':
    case 'build.completed':
    case 'build.failed':
    case 'build.cancelled':
      return buildActivity(event as BuildEvent, done, find);
    case 'project.created':
    case 'project.updated':
    case 'project.deleted': {
      const { type, data, timestamp } = event as ProjectEvent;
      const by = data?.createdBy ?? data?.updatedBy ?? data?.deletedBy;
      return {
        ...done,
        kind: 'project',
        // An event is published under its project and under its owner, who may have one id.
        key: `project ${event.id ?? timestamp} ${type}`,
        change: type,
        name: shown(data?.name),
        by: shown(by),
      };
    }
    case 'file.created':
    case 'file.updated':
    case 'file.deleted':
      return contentActivity('file', event as ContentEvent, done);
    case 'asset.created':
    case 'asset.updated':
    case 'asset.deleted':
      return contentActivity('asset', event as ContentEvent, done);
    default:
      return null;
  }
}

type BuildEvent = SlateEvent<
  'build.started' | 'build.completed' | 'build.failed' | 'build.cancelled'
>;

/** The fields that the project events share, whichever of them it is. */
type ProjectEvent = Pick<SlateEvent<'project.created'>, 'timestamp'> & {
  readonly type: 'created' | 'updated' | 'deleted';
  readonly data?: Partial<Record<'name' | 'createdBy' | 'updatedBy' | 'deletedBy', string>>;
};

function buildActivity(
  event: BuildEvent,
  done: Pick<Done, 'order' | 'time'>,
  find: (key: string) => Activity | undefined,
): Activity | null {
  const { data } = event;
  if (data?.buildId === undefined) return null;
  const key = `build ${data.buildId}`;
  const known = find(key);
  const before = known?.kind === 'build' ? known : null;
  const common = {
    ...done,
    key,
    kind: 'build',
    buildId: data.buildId,
    number: data.number ?? before?.number ?? null,
  } as const;
  const { by = null, isByChange = false } = before ?? {};
  const base = { ...common, by, isByChange, step: null, endedBy: null };
  switch (event.type) {
    case 'started':
      return {
        ...base,
        result: 'started',
        by: shown(event.data?.startedBy) ?? by,
        isByChange: event.data?.trigger?.kind === 'change',
        durationMs: null,
      };
    case 'completed':
      return { ...base, result: event.type, durationMs: event.data?.durationMs ?? null };
    case 'failed':
      return {
        ...base,
        result: event.type,
        step: shown(event.data?.step),
        durationMs: event.data?.durationMs ?? null,
      };
    case 'cancelled':
      return {
        ...base,
        result: event.type,
        endedBy: shown(event.data?.cancelledBy),
        durationMs: event.data?.durationMs ?? null,
      };
    default:
      return assertNever(event);
  }
}

/** As far as publishers of files and assets agree. */
interface ContentEvent {
  readonly type: 'created' | 'updated' | 'deleted';
  readonly fileId?: string;
  readonly assetId?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

function contentActivity(
  kind: Content['kind'],
  { type, fileId, assetId, data = {} }: ContentEvent,
  done: Pick<Done, 'order' | 'time'>,
): Content | null {
  const name = shown(data.path ?? data.name);
  if (name === null) return null;
  const previousName = shown(data.previousPath ?? data.previousName);
  const isMove = type === 'updated' && previousName !== null && previousName !== name;
  const isBack = type === 'created' && data.restoredBy !== undefined;
  const id = fileId ?? assetId ?? null;
  // An asset says with each event who created it.
  const by = data.by ?? data.restoredBy ?? data.updatedBy ?? data.deletedBy ?? data.createdBy;
  return {
    ...done,
    kind,
    key: `${kind} ${id ?? name} ${done.order}`,
    change: isMove ? 'moved' : isBack ? 'restored' : type,
    id,
    name,
    previousName,
    nameNow: type === 'deleted' ? null : name,
    by: shown(by),
    times: 1,
  };
}

/** Text from the wire as people may read it. */
const shown = (text: unknown): string | null =>
  typeof text === 'string' ? visibleName(text, LONGEST_NAME) : null;

import { createStore, type StoreApi } from 'zustand/vanilla';
import { v7 as uuidv7 } from 'uuid';
import { formatBytes, formatCount } from '../../components/time/format.ts';
import type { MessagingClient } from '../../lib/messaging/index.ts';
import { sendFile } from '../../lib/upload/sendFile.ts';
import {
  afterUploadEvent,
  isOver,
  type UploadEvent,
  type UploadState,
} from '../../lib/upload/uploadState.ts';
import type { AssetList, UnfinishedUpload } from './queries.ts';
import { giveUpUpload, uploadPorts } from './uploadPorts.ts';

/** More would only share the line. */
const AT_ONCE = 2;

export interface UploadItem {
  readonly id: string;
  readonly projectId: string;
  readonly file: File;
  readonly createdBy: string;
  /** What the agent calls it; null until the agent has answered. */
  readonly uploadId: string | null;
  readonly state: UploadState;
}

/** What this page uploads. It goes on while the reader looks at other pages. */
export interface UploadQueue {
  readonly items: StoreApi<readonly UploadItem[]>;
  /** A file that is on its way already is not sent twice. */
  add(projectId: string, files: readonly File[], limitBytes: number, createdBy: string): void;
  /** Shows files that can’t be uploaded, with the reason. */
  refuse(projectId: string, files: readonly File[], reason: string): void;
  pause(id: string): void;
  resume(id: string): void;
  /** Ends it, and has the agent forget what it has of it. */
  cancel(id: string): void;
  /** The same for an upload that is not one of this page. */
  forget(projectId: string, uploadId: string): void;
  retry(id: string): void;
}

interface Running {
  readonly controller: AbortController;
  resumed: PromiseWithResolvers<void> | null;
}

const queues = new WeakMap<object, UploadQueue>();

/** The one queue of a connection. */
export function uploadsOf(client: MessagingClient): UploadQueue {
  const known = queues.get(client) ?? createUploadQueue(client);
  queues.set(client, known);
  return known;
}

export function createUploadQueue(client: MessagingClient): UploadQueue {
  const items = createStore<readonly UploadItem[]>(() => []);
  const running = new Map<string, Running>();
  askBeforeLeaving(items);

  const find = (id: string) => items.getState().find((item) => item.id === id);
  const drop = (id: string) => items.setState((all) => all.filter((item) => item.id !== id), true);
  const change = (id: string, update: (item: UploadItem) => UploadItem) =>
    items.setState((all) => all.map((item) => (item.id === id ? update(item) : item)), true);

  const apply = (id: string, event: UploadEvent) => {
    change(id, (item) => ({ ...item, state: afterUploadEvent(item.state, event) }));
    const state = find(id)?.state;
    // It is in the list of assets now.
    if (state?.kind === 'done') drop(id);
    if (!state || isOver(state)) running.delete(id);
    startNext();
  };

  const startNext = () => {
    for (const item of items.getState()) {
      const busy = [...running.keys()].filter((id) => find(id)?.state.kind !== 'paused').length;
      if (busy >= AT_ONCE) return;
      if (item.state.kind === 'waiting' && !running.has(item.id)) start(item);
    }
  };

  const start = ({ id, projectId, file, createdBy }: UploadItem) => {
    const one: Running = { controller: new AbortController(), resumed: null };
    running.set(id, one);
    void sendFile(file, uploadPorts(client, projectId, file, createdBy), {
      signal: one.controller.signal,
      untilResumed: async () => one.resumed?.promise,
      onEvent: (event) => {
        if (!one.controller.signal.aborted) apply(id, event);
      },
      onBegun: (uploadId) => change(id, (item) => ({ ...item, uploadId })),
    });
  };

  const append = (
    projectId: string,
    files: readonly File[],
    createdBy: string,
    stateOf: (file: File) => UploadState,
  ) => {
    for (const file of files) {
      const same = items.getState().find((one) => one.projectId === projectId && isSame(one, file));
      if (same && !isOver(same.state)) continue;
      // It was refused before, or is chosen again to go on with it.
      if (same) drop(same.id);
      const item = { id: uuidv7(), projectId, file, createdBy, uploadId: null };
      items.setState((all) => [...all, { ...item, state: stateOf(file) }], true);
    }
    startNext();
  };

  return {
    items,
    add: (projectId, files, limitBytes, createdBy) =>
      append(projectId, files, createdBy, ({ size }) =>
        size > limitBytes ? refused(describeTooBig(size, limitBytes)) : { kind: 'waiting' },
      ),
    refuse: (projectId, files, reason) => append(projectId, files, '', () => refused(reason)),
    pause(id) {
      const one = running.get(id);
      if (one) one.resumed ??= Promise.withResolvers<void>();
      apply(id, { type: 'paused' });
    },
    resume(id) {
      const one = running.get(id);
      one?.resumed?.resolve();
      if (one) one.resumed = null;
      apply(id, { type: 'resumed' });
    },
    cancel(id) {
      const one = running.get(id);
      const item = find(id);
      one?.controller.abort();
      one?.resumed?.resolve();
      running.delete(id);
      drop(id);
      if (item?.uploadId) giveUpUpload(client, item.projectId, item.uploadId);
      startNext();
    },
    forget: (projectId, uploadId) => giveUpUpload(client, projectId, uploadId),
    retry: (id) => apply(id, { type: 'retried' }),
  };
}

const refused = (message: string): UploadState => ({ kind: 'failed', message, canRetry: false });

/** Of what the agent has begun: what this page neither sends nor has finished. */
export function uploadsToChooseAgain(
  { unfinished, assets }: Pick<AssetList, 'unfinished' | 'assets'>,
  items: readonly UploadItem[],
): readonly UnfinishedUpload[] {
  return unfinished.filter(
    ({ uploadId, name, size }) =>
      !assets.some(({ assetId }) => assetId === uploadId) &&
      !items.some((item) =>
        // Until the agent has answered, it is known by its file alone.
        item.uploadId === null
          ? !isOver(item.state) && item.file.name === name && item.file.size === size
          : item.uploadId === uploadId,
      ),
  );
}

/** Each choice of a file makes an object of its own. */
const isSame = ({ file }: UploadItem, { name, size, lastModified }: File) =>
  file.name === name && file.size === size && file.lastModified === lastModified;

/** Rounded they may be the same. */
function describeTooBig(size: number, limit: number): string {
  const rounded = [formatBytes(size), formatBytes(limit)] as const;
  const [has, may] =
    rounded[0] === rounded[1]
      ? [`${formatCount(size)} bytes`, `${formatCount(limit)} bytes`]
      : rounded;
  return `This file has ${has}. The limit is ${may} per file.`;
}

/** A page that is closed while files are on their way loses them: the browser asks first. */
function askBeforeLeaving(items: StoreApi<readonly UploadItem[]>): void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  items.subscribe((all) => {
    const isBusy = all.some(({ state }) => !isOver(state));
    if (isBusy) window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
  });
}

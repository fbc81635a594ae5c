import { assertNever } from '../../../src/lib/assertNever.ts';
import {
  CommandRefusal,
  type MessagingClient,
  type Unsubscribe,
} from '../../../src/lib/messaging/index.ts';
import type { BuildTrigger } from '../../../src/catalogs/slate/index.ts';
import type { FileChange, OpenFiles } from '../../files/fileEntry.ts';
import type { FilesHost } from '../../files/filesHost.ts';
import { messageOf, type Say } from '../../log.ts';
import type { HostedProject } from '../../projects/projects.ts';
import type { Hosting } from '../../projects/records/hosting.ts';
import type { RecordStore } from '../../projects/records/recordStore.ts';
import type { Builds } from '../builds.ts';
import { compileGlob } from '../globs.ts';
import { createBuildOutputs } from './buildOutputs.ts';
import {
  type ChangedFile,
  type Changes,
  mayBeOutput,
  nextTrigger,
  noChanges,
  savedBy,
  type TriggerEvent,
  triggerStep,
} from './changeTrigger.ts';

const RETRY_MS = 5_000;
/** How often builds are looked for whose end may have been missed. */
const LOOK_MS = 5_000;
/** Files that a build names as what started it. */
const MAX_NAMED = 10;
const SUPERSEDED = 'a newer change';

export interface BuildOnChangeParts {
  readonly hosting: Pick<Hosting, 'get' | 'use'>;
  /** Of several agents that host a project the one that looks after its files starts the build. */
  readonly filesHost: Pick<FilesHost, 'onFiles'>;
  readonly client: Pick<MessagingClient, 'subscribe'>;
  readonly store: Pick<RecordStore, 'read'>;
  readonly builds: Pick<Builds, 'start' | 'cancel'>;
  /** The project's build that waits or runs, on this agent or another; null if there is none. */
  readonly findBuild: (projectId: string) => Promise<string | null>;
  /** Calls back on each connection on which records can be read. */
  readonly onReady: (listener: () => void) => void;
  readonly say: Say;
}

/** Starts a build when files of a project are saved whose switch is on. Returns what ends it. */
export function startBuildsOnChange(parts: BuildOnChangeParts): Unsubscribe {
  const projects = new Set<{ readonly refresh: () => void }>();
  parts.onReady(() => {
    for (const { refresh } of projects) refresh();
  });
  return parts.filesHost.onFiles((files) => {
    const project = parts.hosting.get(files.projectId);
    if (!project) return () => {};
    const watching = watchProject(parts, project, files);
    projects.add(watching);
    return () => {
      projects.delete(watching);
      watching.stop();
    };
  });
}

function watchProject(parts: BuildOnChangeParts, project: HostedProject, files: OpenFiles) {
  const { hosting, client, store, builds, findBuild, say } = parts;
  const { projectId } = project;
  const outputs = createBuildOutputs(files);
  const clock = () => performance.now();
  let state = noChanges;
  let isOn = false;
  let isStopped = false;
  /** As files tell the time. */
  let endedAt = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const take = (event: TriggerEvent) => {
    if (isStopped) return;
    state = nextTrigger(state, event);
    act();
  };
  const act = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    const step = triggerStep(state, clock());
    switch (step.kind) {
      case 'rest':
        if (state.pending && state.asked.kind !== 'asking') wait(LOOK_MS, () => void look());
        return;
      case 'wait':
        wait(step.ms, act);
        return;
      case 'start':
        void start(null);
        return;
      case 'supersede':
        void start(step.buildId);
        return;
      case 'drop':
        say(
          `${projectId}: ${step.files.slice(0, MAX_NAMED).join(', ')} changed during each of the last builds, which is built again with the next change only. Name what builds write in .gitignore, or as artifacts in slate.json.`,
        );
        take({ type: 'dropped' });
        return;
      default:
        assertNever(step);
    }
  };
  const wait = (ms: number, then: () => void) => {
    timer = setTimeout(then, ms).unref();
  };

  /** What the record says; as last known while the server does not answer. */
  const readSwitch = async (): Promise<boolean> => {
    try {
      const found = await store.read(projectId);
      isOn = found.kind === 'record' && found.record.buildOnChange !== undefined;
    } catch {
      // The next connection reads it.
    }
    if (!isOn) take({ type: 'dropped' });
    return isOn;
  };
  /** Looks for a build that began, or ended, while nothing was heard of it. */
  const look = async () => {
    try {
      const buildId = await findBuild(projectId);
      if (buildId === null) take({ type: 'all-ended', at: clock() });
      else if (state.builds.size === 0) {
        take({ type: 'build-started', buildId, isWhole: false });
      } else act();
    } catch {
      act();
    }
  };

  const start = async (waiting: string | null) => {
    take({ type: 'asking' });
    if (state.asked.kind !== 'asking') return;
    const { changes } = state.asked;
    try {
      if (!(await readSwitch())) return take({ type: 'refused', retryAt: null });
      // It may have begun or ended in this moment: the next one is due all the same.
      if (waiting !== null) {
        await builds.cancel(projectId, waiting, SUPERSEDED).catch(() => undefined);
      }
      const request = {
        startedBy: savedBy(changes) ?? '',
        trigger: triggerOf(changes),
        userId: 'agent',
        idempotencyKey: undefined,
      };
      const buildId = await hosting.use(projectId, () => builds.start(project, request));
      take({ type: 'accepted', buildId });
    } catch (error) {
      // Files that can't be built, or a project that is being deleted.
      const isFinal = error instanceof CommandRefusal && error.code !== 'failed';
      say(`${projectId} could not be built after a change: ${messageOf(error)}`);
      take({ type: 'refused', retryAt: isFinal ? null : clock() + RETRY_MS });
    }
  };

  /** A build may have written it: not what people save through Slate, or after the build's end. */
  const isEcho = ({ kind, entry, by }: FileChange, at: number) =>
    by === undefined &&
    mayBeOutput(state, at) &&
    (kind === 'deleted' || state.builds.size > 0 || entry.modifiedAt <= endedAt);

  let queue = Promise.resolve();
  let batch: { readonly change: FileChange; readonly isEcho: boolean }[] = [];
  const takeChanges = async (at: number) => {
    const changes = batch;
    batch = [];
    const { artifacts } = await project.readConfig();
    const globs = artifacts.map(compileGlob);
    const saved: ChangedFile[] = [];
    for (const { change, isEcho } of changes) {
      const { entry, by = null } = change;
      if (globs.some((glob) => glob.matches(entry.path))) continue;
      if (isEcho && (await outputs.isRepeated(change))) continue;
      saved.push({ path: entry.path, by, isEcho });
    }
    if (saved.length > 0) take({ type: 'changed', files: saved, at });
  };
  const stopListening = files.onChange((change) => {
    if (!isOn || change.entry.kind === 'directory') return;
    const at = clock();
    batch.push({ change, isEcho: isEcho(change, at) });
    if (batch.length > 1) return;
    queue = queue
      .then(() => takeChanges(at))
      .catch((error: unknown) => say(`${projectId}: ${messageOf(error)}`));
  });

  const ended = ({
    data,
  }: {
    readonly data?: { readonly buildId?: string | undefined } | undefined;
  }) => {
    endedAt = Date.now();
    if (data?.buildId) take({ type: 'build-ended', buildId: data.buildId, at: clock() });
  };
  const undos = [
    stopListening,
    client.subscribe(`slate.project.updated.${projectId}`, () => void readSwitch()),
    client.subscribe(`slate.build.queued.${projectId}`, ({ data }) => {
      if (data?.buildId) take({ type: 'build-queued', buildId: data.buildId });
    }),
    client.subscribe(`slate.build.started.${projectId}`, ({ data }) => {
      outputs.begin();
      if (!data?.buildId) return;
      const isWhole = data.fromStep === undefined;
      take({ type: 'build-started', buildId: data.buildId, isWhole });
    }),
    client.subscribe(`slate.build.completed.${projectId}`, ended),
    client.subscribe(`slate.build.failed.${projectId}`, ended),
    client.subscribe(`slate.build.cancelled.${projectId}`, ended),
  ];
  const refresh = () => {
    void readSwitch();
    void look();
  };
  refresh();

  return {
    refresh,
    stop() {
      isStopped = true;
      if (timer) clearTimeout(timer);
      for (const undo of undos) undo();
    },
  };
}

/** What the events of the build say of it. */
function triggerOf({ files }: Changes): BuildTrigger {
  const paths = [...files.keys()].toSorted();
  const named = paths.slice(0, MAX_NAMED);
  const filesOmitted = paths.length - named.length;
  return { kind: 'change', files: named, ...(filesOmitted > 0 ? { filesOmitted } : {}) };
}

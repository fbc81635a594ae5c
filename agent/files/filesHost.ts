import type { Unsubscribe } from '../../src/lib/messaging/index.ts';
import { messageOf, type Say } from '../log.ts';
import type { HostedProject } from '../projects/projects.ts';
import type { Hosting } from '../projects/records/hosting.ts';
import type { Leases } from '../projects/records/leases.ts';
import type { OpenFiles } from './fileEntry.ts';

/** How soon an agent asks again whether it may look after a project's files. */
const RETRY_MS = 2_000;

export interface FilesHostParts {
  readonly hosting: Pick<Hosting, 'onProject'>;
  /** Of files alone: a process may run on another agent. */
  readonly leases: Pick<Leases, 'take' | 'onLost'>;
  readonly open: (project: HostedProject) => Promise<OpenFiles>;
  readonly say: Say;
  readonly retryMs?: number;
}

/** The files of the projects that this agent looks after: of several hosts exactly one does. */
export interface FilesHost {
  get(projectId: string): OpenFiles | undefined;
  /**
   * Begins something for the files of every project, now and later. `begin` returns what ends it:
   * when another agent takes over, or the project is no longer hosted. Returns what ends it for all.
   */
  onFiles(begin: (files: OpenFiles) => Unsubscribe): Unsubscribe;
  close(): Promise<void>;
}

export function createFilesHost(parts: FilesHostParts): FilesHost {
  const { hosting, leases, open, say, retryMs = RETRY_MS } = parts;
  const served = new Map<string, OpenFiles>();
  const begun = new Map<(files: OpenFiles) => Unsubscribe, Map<string, Unsubscribe>>();
  const lost = new Map<string, () => void>();

  const begin = (files: OpenFiles) => {
    served.set(files.projectId, files);
    for (const [start, ends] of begun) ends.set(files.projectId, start(files));
  };
  const end = async (files: OpenFiles) => {
    if (!served.delete(files.projectId)) return;
    for (const ends of begun.values()) {
      ends.get(files.projectId)?.();
      ends.delete(files.projectId);
    }
    await files.close();
  };

  const host = (project: HostedProject): (() => Promise<void>) => {
    const { projectId } = project;
    const stopping = new AbortController();
    let timer: ReturnType<typeof setTimeout> | null = null;
    let files: OpenFiles | null = null;
    let giveBack: (() => Promise<void>) | null = null;
    let isReported = false;

    const start = async () => {
      try {
        const give = await leases.take(projectId, 'files');
        giveBack = give;
        if (!stopping.signal.aborted) files = await open(project);
        if (files && !stopping.signal.aborted) return begin(files);
        await stop();
      } catch (error) {
        if (giveBack && !isReported) {
          isReported = true;
          say(`the files of ${projectId} can't be read: ${messageOf(error)}`);
        }
        await stop();
        if (!stopping.signal.aborted) {
          timer = setTimeout(() => void (starting = start()), retryMs).unref();
        }
      }
    };
    const stop = async () => {
      const [opened, give] = [files, giveBack];
      files = null;
      giveBack = null;
      if (opened && served.get(projectId) === opened) await end(opened);
      else await opened?.close();
      await give?.();
    };
    let starting = start();
    lost.set(projectId, () => {
      say(`another agent looks after the files of ${projectId} now`);
      starting = stop().then(start);
    });
    return async () => {
      stopping.abort();
      lost.delete(projectId);
      if (timer) clearTimeout(timer);
      await stop();
      await starting;
    };
  };

  const closing = new Set<Promise<void>>();
  const stopHosting = hosting.onProject((project) => {
    const stop = host(project);
    return () => {
      const stopped = stop().finally(() => closing.delete(stopped));
      closing.add(stopped);
    };
  });
  const stopLosing = leases.onLost((projectId) => lost.get(projectId)?.());

  return {
    get: (projectId) => served.get(projectId),
    onFiles(start) {
      const ends = new Map([...served.values()].map((files) => [files.projectId, start(files)]));
      begun.set(start, ends);
      return () => {
        begun.delete(start);
        for (const stop of ends.values()) stop();
      };
    },
    async close() {
      stopLosing();
      stopHosting();
      await Promise.all(closing);
    },
  };
}

import type { Unsubscribe } from '../../../src/lib/messaging/index.ts';
import { messageOf, type Say } from '../../log.ts';
import type { HostedProject } from '../projects.ts';
import type { Hosting } from './hosting.ts';
import type { LeasePurpose, Leases } from './leases.ts';

/** How soon an agent asks again whether it may look after something. */
const RETRY_MS = 2_000;

/** What one agent opens of a project. */
export interface Leased {
  readonly projectId: string;
  close(): Promise<void>;
}

export interface LeasedHostParts<Kept extends Leased> {
  readonly hosting: Pick<Hosting, 'onProject'>;
  /** Of this kind alone: another agent may have the project's other leases. */
  readonly leases: Pick<Leases, 'take' | 'onLost'>;
  readonly purpose: LeasePurpose;
  /** For people, e.g. "the files". */
  readonly what: string;
  readonly open: (project: HostedProject) => Promise<Kept>;
  readonly say: Say;
  readonly retryMs?: number;
}

/** What this agent looks after of the projects that it hosts: of several hosts exactly one does. */
export interface LeasedHost<Kept extends Leased> {
  get(projectId: string): Kept | undefined;
  /**
   * Begins something for every project's, now and later. `begin` returns what ends it: when another
   * agent takes over, or the project is no longer hosted. Returns what ends it for all.
   */
  onOpen(begin: (kept: Kept) => Unsubscribe): Unsubscribe;
  close(): Promise<void>;
}

export function createLeasedHost<Kept extends Leased>(
  parts: LeasedHostParts<Kept>,
): LeasedHost<Kept> {
  const { hosting, leases, purpose, what, open, say, retryMs = RETRY_MS } = parts;
  const served = new Map<string, Kept>();
  const begun = new Map<(kept: Kept) => Unsubscribe, Map<string, Unsubscribe>>();
  const lost = new Map<string, () => void>();

  const begin = (kept: Kept) => {
    served.set(kept.projectId, kept);
    for (const [start, ends] of begun) ends.set(kept.projectId, start(kept));
  };
  const end = async (kept: Kept) => {
    if (!served.delete(kept.projectId)) return;
    for (const ends of begun.values()) {
      ends.get(kept.projectId)?.();
      ends.delete(kept.projectId);
    }
    await kept.close();
  };

  const host = (project: HostedProject): (() => Promise<void>) => {
    const { projectId } = project;
    const stopping = new AbortController();
    let timer: ReturnType<typeof setTimeout> | null = null;
    let kept: Kept | null = null;
    let giveBack: (() => Promise<void>) | null = null;
    let isReported = false;

    const start = async () => {
      try {
        const give = await leases.take(projectId, purpose);
        giveBack = give;
        if (!stopping.signal.aborted) kept = await open(project);
        if (kept && !stopping.signal.aborted) return begin(kept);
        await stop();
      } catch (error) {
        if (giveBack && !isReported) {
          isReported = true;
          say(`${what} of ${projectId} can't be opened: ${messageOf(error)}`);
        }
        await stop();
        if (!stopping.signal.aborted) {
          timer = setTimeout(() => void (starting = start()), retryMs).unref();
        }
      }
    };
    const stop = async () => {
      const [opened, give] = [kept, giveBack];
      kept = null;
      giveBack = null;
      if (opened && served.get(projectId) === opened) await end(opened);
      else await opened?.close();
      await give?.();
    };
    let starting = start();
    lost.set(projectId, () => {
      say(`another agent looks after ${what} of ${projectId} now`);
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
    onOpen(start) {
      const ends = new Map([...served.values()].map((kept) => [kept.projectId, start(kept)]));
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

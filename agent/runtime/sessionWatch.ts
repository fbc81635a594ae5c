import { setTimeout as sleep } from 'node:timers/promises';
import { livenessAfter, type MessagingClient, silentMs } from '../../src/lib/messaging/index.ts';

/** Agents tell of their processes every 2 s: whoever has listened for so long has heard of all. */
const ALL_HEARD_AFTER_MS = 3_000;
/** For publishers that promise nothing. */
const USUAL_HEARTBEAT_MS = 5_000;

/** Which processes run, on whichever agents. */
export interface SessionWatch {
  /** Ids of a project's sessions that have been heard lately enough not to count as lost. */
  running(projectId: string): readonly string[];
  /** Resolves when everybody who is connected must have been heard once. */
  settled(): Promise<void>;
}

interface Heard {
  readonly projectId: string;
  readonly heardAt: number;
  readonly heartbeatMs: number;
}

/**
 * Listens to the status events of all processes. It can't know of one whose agent is cut off for
 * longer than its promise allows, nor of one that starts in this very moment.
 */
export function watchSessions(
  client: Pick<MessagingClient, 'getState' | 'subscribe'>,
  now: () => number = Date.now,
): SessionWatch {
  const heard = new Map<string, Heard>();
  const isLost = ({ heardAt, heartbeatMs }: Heard) => {
    const silence = silentMs(client.getState(), heardAt, now());
    return silence !== null && livenessAfter(silence, heartbeatMs) === 'lost';
  };
  client.subscribe('slate.runtime.status.*', ({ sessionId, data = {} }) => {
    const { projectId, state = 'running', heartbeatMs = USUAL_HEARTBEAT_MS } = data;
    if (state !== 'running') heard.delete(sessionId);
    else if (projectId !== undefined) {
      heard.set(sessionId, { projectId, heardAt: now(), heartbeatMs });
    }
    for (const [id, one] of heard) if (isLost(one)) heard.delete(id);
  });
  client.subscribe('slate.runtime.stopped.*', ({ sessionId }) => void heard.delete(sessionId));
  return {
    running: (projectId) =>
      [...heard].flatMap(([sessionId, one]) =>
        one.projectId === projectId && !isLost(one) ? [sessionId] : [],
      ),
    async settled() {
      const state = client.getState();
      if (state.status !== 'live') return;
      const left = state.since + ALL_HEARD_AFTER_MS - now();
      if (left > 0) await sleep(left);
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { EventFields, EventName, MessagingClient } from '../../src/lib/messaging/index.ts';
import { isMessagingError } from '../../src/lib/messaging/index.ts';
import { messageOf, type Say } from '../log.ts';

/** While a stream takes nothing, builds go on; readers put late events in their place. */
const STORED_WAIT_MS = 5_000;

const results = ['completed', 'failed', 'cancelled'] as const;
export type BuildResult = (typeof results)[number];

/** What the agent runs and has run, counted by the events that it published. */
export interface PublishedCounts {
  readonly buildsRunning: number;
  readonly buildsEnded: Readonly<Record<BuildResult, number>>;
  readonly sessionsRunning: number;
}

/**
 * Publishes the events of builds and runtimes. Nothing here rejects: a build must go on whatever
 * becomes of its messages.
 */
export interface Publisher {
  /**
   * Resolves when the event is stored, when it is in the outbox of an agent whose server keeps
   * nothing, or when it can never be stored. With a full disk it is at least sent live.
   */
  store<Name extends EventName>(name: Name, fields: EventFields<Name>): Promise<void>;
  /** Sends an event that is worth nothing later; dropped while there is no connection. */
  send<Name extends EventName>(name: Name, fields: EventFields<Name>): void;
  /** True if an event sent now would leave at once. */
  isLive(): boolean;
  readonly counts: PublishedCounts;
}

/** Publishes through one client, and reports what can't be published once per kind of event. */
export function createPublisher(client: MessagingClient, say: Say): Publisher {
  const report = createReport(say);
  const counter = createCounter();
  const publish = async <Name extends EventName>(
    name: Name,
    fields: EventFields<Name>,
    durable: boolean,
  ) => {
    try {
      await client.publish(name, fields, { durable });
    } catch (error) {
      report(name, error);
      // Pages that are open still see it.
      if (durable && isMessagingError(error, 'storage')) await publish(name, fields, false);
    }
  };
  return {
    async store(name, fields) {
      counter.count(name, fields);
      await publish(name, fields, true);
    },
    send: (name, fields) => void publish(name, fields, false),
    isLive: () => client.getState().status === 'live',
    counts: counter.counts,
  };
}

/**
 * Waits until an event is stored before one of another subject is sent: the outbox keeps order
 * within a subject only. Gives up after 5 s.
 */
export async function waitStored(stored: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const late = sleep(STORED_WAIT_MS, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([stored, late]);
  timer.abort();
}

/** A log of a million lines must not fail a million times on stderr. */
function createReport(say: Say): (name: string, error: unknown) => void {
  const reported = new Set<string>();
  return (name, error) => {
    if (isMessagingError(error, 'offline', 'closed')) return;
    const line = `${name} could not be published: ${messageOf(error)}`;
    if (reported.has(line)) return;
    if (reported.size >= 100) reported.clear();
    reported.add(line);
    say(line);
  };
}

/** The fields of any event that say whose it is. */
interface Counted {
  readonly sessionId?: unknown;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

function createCounter() {
  const builds = new Set<string>();
  const sessions = new Set<string>();
  const buildsEnded = { completed: 0, failed: 0, cancelled: 0 };
  const count = (name: EventName, { data, sessionId }: Counted) => {
    if (typeof sessionId === 'string') {
      if (name === 'runtime.started') sessions.add(sessionId);
      if (name === 'runtime.stopped') sessions.delete(sessionId);
    }
    const buildId = data?.buildId;
    if (typeof buildId !== 'string') return;
    if (name === 'build.started') builds.add(buildId);
    const result = results.find((kind) => name === `build.${kind}`);
    if (!result) return;
    builds.delete(buildId);
    buildsEnded[result] += 1;
  };
  const counts: PublishedCounts = {
    buildsEnded,
    get buildsRunning() {
      return builds.size;
    },
    get sessionsRunning() {
      return sessions.size;
    },
  };
  return { count, counts };
}

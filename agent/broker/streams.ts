import { type EnsureMode, ensureStream, type StreamSettings } from './streamSetup.ts';
import { openCatalog } from '../../src/catalogs/open/index.ts';
import {
  EVENTS_STREAM,
  LOGS_STREAM,
  UPLOADS_STREAM,
  UPLOADS_SUBJECTS,
} from '../../src/catalogs/slate/index.ts';
import {
  isMessagingError,
  type MessagingClient,
  type Unsubscribe,
} from '../../src/lib/messaging/index.ts';
import { messageOf, type Say } from '../log.ts';
import { JOBS_STREAM, JOBS_SUBJECTS } from '../build/queue/jobs.ts';
import { PROJECTS_BUCKET } from '../projects/records/record.ts';
import { RULES_BUCKET } from '../rules/ruleStore.ts';
import type { StreamLimits } from '../settings.ts';

const DUPLICATE_WINDOW_MS = 120_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
/** Thousands of waiting builds; a queue that is full refuses more. */
const JOBS_MAX_BYTES = 8 * 1024 * 1024;
/** Tens of thousands of projects; a bucket that is full refuses more. */
const PROJECTS_MAX_BYTES = 16 * 1024 * 1024;
/** What no agent fetches for so long makes room; its sender sends it again. */
const CHUNK_MAX_AGE_MS = 3_600_000;
/** A hundred rules, each with all that it can remember. */
const RULES_MAX_BYTES = 64 * 1024 * 1024;
/** Values of a record that are kept, the present one included. */
const PROJECTS_HISTORY = 5;

export interface StreamKeeper {
  /** Resolves when the streams were looked after for the first time, whatever came of it. */
  readonly firstPass: Promise<void>;
  /** Whether the present connection has both streams with the expected settings. */
  isReady(): boolean;
  /** Called on every connection once all exist with the expected settings. */
  onReady(listener: () => void): void;
  readonly stop: Unsubscribe;
}

export interface StreamsSettings {
  readonly events: StreamLimits;
  readonly logs: StreamLimits & { readonly maxMsgsPerSubject: number };
  /** Each stream of the other catalogs. */
  readonly otherEvents: StreamLimits;
  /** Chunks that no agent has fetched yet. */
  readonly uploads: StreamLimits;
  readonly replicas: number;
}

/** Those of the catalogs that are open beside Slate's. */
const otherStreams = openCatalog.streams.filter(
  (name) => name !== EVENTS_STREAM && name !== LOGS_STREAM,
);

function streamSettings({
  events,
  logs,
  otherEvents,
  uploads,
  replicas,
}: StreamsSettings): readonly StreamSettings[] {
  const ofCatalog = (name: string, { maxAgeMs, maxBytes }: StreamLimits): StreamSettings => ({
    name,
    subjects: openCatalog.streamSubjects(name),
    maxAgeMs,
    maxBytes,
    // The server refuses a window longer than the age.
    duplicateWindowMs: Math.min(DUPLICATE_WINDOW_MS, maxAgeMs),
    replicas,
  });
  return [
    ofCatalog(EVENTS_STREAM, events),
    { ...ofCatalog(LOGS_STREAM, logs), maxMsgsPerSubject: logs.maxMsgsPerSubject },
    ...otherStreams.map((name) => ofCatalog(name, otherEvents)),
    {
      name: JOBS_STREAM,
      subjects: JOBS_SUBJECTS,
      // A build that waits must not be forgotten.
      maxAgeMs: 0,
      maxBytes: JOBS_MAX_BYTES,
      duplicateWindowMs: DUPLICATE_WINDOW_MS,
      retention: 'workqueue',
      replicas,
    },
    {
      name: `KV_${PROJECTS_BUCKET}`,
      subjects: [`$KV.${PROJECTS_BUCKET}.>`],
      // Projects are there until somebody deletes them.
      maxAgeMs: 0,
      maxBytes: PROJECTS_MAX_BYTES,
      duplicateWindowMs: DUPLICATE_WINDOW_MS,
      history: PROJECTS_HISTORY,
      replicas,
    },
    {
      name: `KV_${RULES_BUCKET}`,
      subjects: [`$KV.${RULES_BUCKET}.>`],
      maxAgeMs: 0,
      maxBytes: RULES_MAX_BYTES,
      duplicateWindowMs: DUPLICATE_WINDOW_MS,
      history: 1,
      replicas,
    },
    {
      name: UPLOADS_STREAM,
      subjects: UPLOADS_SUBJECTS,
      maxBytes: uploads.maxBytes,
      maxAgeMs: Math.min(CHUNK_MAX_AGE_MS, uploads.maxAgeMs),
      duplicateWindowMs: Math.min(DUPLICATE_WINDOW_MS, uploads.maxAgeMs),
      retention: 'workqueue',
      writeOnce: true,
      replicas,
    },
  ];
}

/**
 * Creates all streams and brings their settings up to date once, at the start: from then on what the
 * streams have counts, so that agents with different settings do not undo each other's at every
 * reconnect. A server that lost its disk gets them again. Goes on trying for as long as it fails.
 */
export function keepStreams(
  client: MessagingClient,
  limits: StreamsSettings,
  say: Say,
  ensure: typeof ensureStream = ensureStream,
): StreamKeeper {
  const first = Promise.withResolvers<void>();
  /** The connection that was looked after last, by when it began. */
  let since: number | null = null;
  let saidOff = false;
  /** The connection on which all succeeded, by when it began. */
  let readySince: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  /** Done at the first success: of agents with different settings the one that started last wins. */
  let applied = false;
  const all = streamSettings(limits);
  const listeners = new Set<() => void>();

  const onState = () => {
    const state = client.getState();
    if (state.status !== 'live') {
      since = null;
      return;
    }
    if (since === state.since) return;
    since = state.since;
    clearTimeout(timer);
    if (state.jetstream === 'on') {
      saidOff = false;
      void attempt(state.since, FIRST_RETRY_MS);
      return;
    }
    if (!saidOff) say('JetStream is off: history and durable delivery are not available');
    saidOff = true;
    first.resolve();
  };

  const attempt = async (of: number, retryMs: number) => {
    const mode = applied ? 'compare' : 'apply';
    try {
      for (const settings of all) await ensureKept(settings, mode);
      applied = true;
      readySince = of;
      if (since === of) for (const listener of listeners) listener();
    } catch (error) {
      if (since !== of || isMessagingError(error, 'offline', 'closed')) return;
      say(`the streams can't be prepared, trying again: ${messageOf(error)}`);
      const next = Math.min(LAST_RETRY_MS, retryMs * 2);
      timer = setTimeout(() => void attempt(of, next), retryMs);
    }
    first.resolve();
  };

  const ensureKept = async (settings: StreamSettings, mode: EnsureMode) => {
    const outcome = await ensure(client, settings, mode);
    if (outcome === 'different') {
      say(
        `stream ${settings.name} was changed since this agent started; it stays so until an agent starts: give all agents the same settings`,
      );
    } else if (outcome !== 'unchanged') say(`stream ${settings.name} ${outcome}`);
  };

  const stopListening = client.onState(onState);
  onState();
  return {
    firstPass: first.promise,
    isReady: () => since !== null && readySince === since,
    onReady(listener) {
      listeners.add(listener);
      if (since !== null && readySince === since) listener();
    },
    stop() {
      stopListening();
      clearTimeout(timer);
      since = null;
    },
  };
}

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CommandOutput } from '../../catalogs/slate/index.ts';
import {
  isMessagingError,
  type MessagingClient,
  type Unsubscribe,
} from '../../lib/messaging/index.ts';
import { type Alerts, nextAlerts, noAlerts, type Readings } from './alerts.ts';
import { COARSE_MS, percentile, recentOf, type Sample, sampleOf, withSample } from './history.ts';
import { limits } from './limits.ts';

const FINE_MS = 1_000;
const MINUTE_MS = 60_000;
/** The server's figures: while a page shows them, and for alerts alone. */
const READ_MS = 5_000;
const SELDOM_READ_MS = 30_000;
const ANSWER_MS = 4_000;
/** Fewer events than these say nothing of the slowest in a hundred. */
const FEW = 20;

export type ServerFigures = CommandOutput<'monitor.read'>;

/** What is known of the server's streams. */
export type ServerState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'known'; readonly figures: ServerFigures; readonly at: number }
  | { readonly kind: 'no-agent' }
  | { readonly kind: 'no-jetstream' }
  | { readonly kind: 'failed'; readonly message: string };

export interface WatchState {
  readonly samples: readonly Sample[];
  readonly server: ServerState;
  readonly alerts: Alerts;
}

/** Looks at the figures of one client for as long as the tab lives. */
export interface Watch {
  readonly store: StoreApi<WatchState>;
  /** Samples every second and reads the server's figures often, until the undo is called. */
  show(): Unsubscribe;
  /** Begins to look, seldom. @returns its undo */
  start(): Unsubscribe;
  /** Reads the server's figures now. */
  refresh(): void;
}

export function createWatch(client: MessagingClient): Watch {
  const store = createStore<WatchState>(() => ({
    samples: [],
    server: { kind: 'asking' },
    alerts: noAlerts,
  }));
  let shown = 0;
  let isReading = false;

  const isLive = () => client.getState().status === 'live';
  const sample = () => {
    const now = Date.now();
    const { samples: before, server, alerts } = store.getState();
    const samples = withSample(before, sampleOf(client.getMetrics(), isLive(), now));
    const readings = isLive() ? readingsOf(client, samples, server) : noReadings;
    store.setState({ samples, alerts: nextAlerts(alerts, readings, limits.get(), now) });
  };
  const read = async () => {
    const state = client.getState();
    if (isReading || state.status !== 'live') return;
    isReading = true;
    try {
      const figures = await client.request('monitor.read', {}, {}, { timeoutMs: ANSWER_MS });
      store.setState({ server: { kind: 'known', figures, at: Date.now() } });
    } catch (error) {
      const server = stateOf(error, state.jetstream);
      if (server) store.setState({ server });
    } finally {
      isReading = false;
    }
  };
  const every = (ms: number, run: () => void): Unsubscribe => {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  };
  let wasLive = false;
  const onState = () => {
    if (isLive() && !wasLive) void read();
    wasLive = isLive();
  };
  return {
    store,
    refresh: () => void read(),
    show() {
      shown += 1;
      sample();
      void read();
      const undos = shown === 1 ? [every(FINE_MS, sample), every(READ_MS, () => void read())] : [];
      return () => {
        shown -= 1;
        for (const undo of undos) undo();
      };
    },
    start() {
      sample();
      onState();
      const undos = [
        every(COARSE_MS, () => {
          if (shown === 0) sample();
        }),
        every(SELDOM_READ_MS, () => {
          if (shown === 0) void read();
        }),
        client.onState(onState),
        limits.share(),
      ];
      return () => {
        for (const undo of undos) undo();
      };
    },
  };
}

/** Null for what says nothing about the server: what was known before stays. */
function stateOf(error: unknown, jetstream: 'on' | 'off'): ServerState | null {
  if (isMessagingError(error, 'no-responders')) {
    return jetstream === 'off' ? { kind: 'no-jetstream' } : { kind: 'no-agent' };
  }
  if (isMessagingError(error, 'offline', 'closed')) return null;
  if (isMessagingError(error, 'rejected') && error.reason === 'not-found') {
    return { kind: 'no-jetstream' };
  }
  return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
}

const noReadings: Readings = {
  latency: null,
  invalid: null,
  outbox: null,
  lag: null,
  agent: null,
};

function readingsOf(
  client: MessagingClient,
  samples: readonly Sample[],
  server: ServerState,
): Readings {
  const recent = recentOf(samples, MINUTE_MS);
  const { bounds } = client.getMetrics().deliveryMs;
  const events = recent?.delivery.reduce((sum, count) => sum + count, 0) ?? 0;
  return {
    latency: recent && events >= FEW ? percentile(bounds, recent.delivery, 0.99) : null,
    invalid: recent ? recent.totals.invalid : null,
    outbox: samples.at(-1)?.outbox ?? null,
    lag: lagOf(server),
    agent: agentsOf(server),
  };
}

/** Builds that wait in a queue are no lag. */
function lagOf(server: ServerState): number | null {
  if (server.kind !== 'known') return null;
  const { streams, consumers } = server.figures;
  const queues = new Set(
    streams.filter(({ retention }) => retention === 'workqueue').map(({ name }) => name),
  );
  return Math.max(
    0,
    ...consumers.filter(({ stream }) => !queues.has(stream)).map((one) => one.pending),
  );
}

function agentsOf(server: ServerState): number | null {
  if (server.kind === 'known') return 1;
  return server.kind === 'no-agent' ? 0 : null;
}

const watches = new WeakMap<MessagingClient, Watch>();

/** The one of a client. */
export function watchOf(client: MessagingClient): Watch {
  const known = watches.get(client);
  if (known) return known;
  const made = createWatch(client);
  watches.set(client, made);
  return made;
}

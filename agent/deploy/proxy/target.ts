import { Agent } from 'node:http';

/** One request or connection that a target answers. */
export interface Exchange {
  /** It stays open by intention: an event stream. */
  becomesStream(): void;
  end(): void;
}

/** What of a target is open. */
export interface OpenExchanges {
  /** Requests that have an end. */
  readonly requests: number;
  /** WebSockets and event streams. */
  readonly streams: number;
}

/** One process behind the proxy: its port, its pool of connections, and what it has to answer. */
export interface Target {
  readonly port: number;
  /** Connections that are used again and again. */
  readonly pool: Agent;
  /** Connections for one request each: one that idled may be closing when it is used again. */
  readonly single: Agent;
  /** Counts at once: a target that is looked up and opened in one turn is never stopped between. */
  open(kind: 'request' | 'stream', cut: () => void): Exchange;
  counts(): OpenExchanges;
  /** Resolves as soon as nothing is open. */
  idle(): Promise<void>;
  /** Ends what is still open: WebSockets with 1012, requests without an answer with 503. */
  cut(): void;
  /** Closes its connections. */
  destroy(): void;
}

export function createTarget(port: number): Target {
  const pool = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  // Not `agent: false`: it would announce the close, and a server that answers early then resets.
  const single = new Agent({ keepAlive: true, maxFreeSockets: 0 });
  const open = new Map<Exchange, { kind: 'request' | 'stream'; readonly cut: () => void }>();
  const waiting = new Set<() => void>();
  return {
    port,
    pool,
    single,
    open(kind, cut) {
      const exchange: Exchange = {
        becomesStream() {
          const entry = open.get(exchange);
          if (entry) entry.kind = 'stream';
        },
        end() {
          if (!open.delete(exchange) || open.size > 0) return;
          for (const resolve of waiting) resolve();
          waiting.clear();
        },
      };
      open.set(exchange, { kind, cut });
      return exchange;
    },
    counts() {
      const kinds = [...open.values()].map(({ kind }) => kind);
      const streams = kinds.filter((kind) => kind === 'stream').length;
      return { requests: kinds.length - streams, streams };
    },
    idle: () =>
      open.size === 0
        ? Promise.resolve()
        : new Promise<void>((resolve) => void waiting.add(resolve)),
    cut() {
      for (const { cut } of open.values()) cut();
    },
    destroy() {
      pool.destroy();
      single.destroy();
    },
  };
}

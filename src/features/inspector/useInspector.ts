import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useMessaging } from '../../hooks/index.ts';
import { nextFrame } from '../../hooks/nextFrame.ts';
import { toMessagingError } from '../../hooks/toMessagingError.ts';
import { Inspector, type InspectorSnapshot } from '../../lib/inspect/Inspector.ts';
import {
  type Catalog,
  type MessagingClient,
  type MessagingError,
  readStored,
} from '../../lib/messaging/index.ts';

/** Messages of a stream that are read at once, about. */
const PAGE_MESSAGES = 1_000;
/** Rows that fly past can’t be read: in a flood, the time goes to the messages. */
const FLOOD_MS = 100;
/** Rates fall also while nothing comes. */
const TICK_MS = 1_000;

/** Where messages come from: as they happen, or what a stream keeps below a sequence. */
export type MessageSource =
  | { readonly kind: 'live' }
  | { readonly kind: 'stream'; readonly stream: string; readonly before: number | null };

export type SourceState =
  /** No connection. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'reading' }
  /** `older`: the sequence below which there is more, or null. */
  | { readonly kind: 'read'; readonly older: number | null }
  | { readonly kind: 'failed'; readonly error: MessagingError };

export interface InspectorHandle {
  readonly inspector: Inspector;
  readonly snapshot: InspectorSnapshot;
  readonly state: SourceState;
  /** Changes the inspector and shows it with the next frame. */
  readonly act: (change: (inspector: Inspector) => void) => void;
}

/** One inspector for one pattern and source; committed once a frame. */
export function useInspector(
  catalog: Catalog,
  pattern: string,
  source: MessageSource,
): InspectorHandle {
  const client = useMessaging();
  const { kind } = source;
  const stream = kind === 'stream' ? source.stream : null;
  const before = kind === 'stream' ? source.before : null;
  const run = useMemo(
    () => new Run(client, catalog, { pattern, stream, before }),
    [client, catalog, pattern, stream, before],
  );
  const { inspector } = run;
  const [state, setState] = useState<{ run: Run; state: SourceState } | null>(null);
  useEffect(() => run.start((next) => setState({ run, state: next })), [run]);
  const snapshot = useSyncExternalStore(inspector.subscribe, inspector.getSnapshot);
  const act = useCallback(
    (change: (inspector: Inspector) => void) => {
      change(run.inspector);
      run.schedule();
    },
    [run],
  );
  const isCurrent = state !== null && state.run === run;
  const first: SourceState = stream === null ? { kind: 'waiting' } : { kind: 'reading' };
  return { inspector, snapshot, state: isCurrent ? state.state : first, act };
}

interface RunOptions {
  readonly pattern: string;
  readonly stream: string | null;
  readonly before: number | null;
}

class Run {
  readonly inspector: Inspector;
  readonly #client: MessagingClient;
  readonly #options: RunOptions;
  #cancel: (() => void) | null = null;

  constructor(client: MessagingClient, catalog: Catalog, options: RunOptions) {
    this.#client = client;
    this.#options = options;
    this.inspector = new Inspector({ catalog, random: Math.random });
  }

  /** Shows what has come with the next frame, or a little later in a flood. */
  readonly schedule = (): void => {
    this.#cancel ??= this.inspector.getSnapshot().oneIn > 1 ? this.#soon() : this.#atFrame();
  };

  #atFrame(): () => void {
    return nextFrame(() => {
      this.#cancel = null;
      if (this.inspector.commit(Date.now())) this.schedule();
    });
  }

  #soon(): () => void {
    const timer = setTimeout(() => {
      this.#cancel = this.#atFrame();
    }, FLOOD_MS);
    return () => clearTimeout(timer);
  }

  start(onState: (state: SourceState) => void): () => void {
    const stop = this.#options.stream === null ? this.#tap(onState) : this.#read(onState);
    const ticks = setInterval(this.schedule, TICK_MS);
    return () => {
      stop();
      clearInterval(ticks);
      this.#cancel?.();
      this.#cancel = null;
    };
  }

  #tap(onState: (state: SourceState) => void): () => void {
    return this.#client.tap(
      this.#options.pattern,
      (message) => {
        this.inspector.take(message);
        this.schedule();
      },
      {
        onStatus: (status) =>
          onState(
            status.phase === 'failed'
              ? { kind: 'failed', error: status.error }
              : { kind: status.phase },
          ),
      },
    );
  }

  /** Reads when there is a connection, and again if it was lost on the way. */
  #read(onState: (state: SourceState) => void): () => void {
    const stopped = new AbortController();
    let isReading = false;
    const attempt = async () => {
      if (isReading || this.#client.getState().status !== 'live') return;
      isReading = true;
      onState({ kind: 'reading' });
      const state = await this.#readOnce(stopped.signal);
      isReading = false;
      if (stopped.signal.aborted) return;
      onState(state);
      if (state.kind !== 'waiting') stopListening();
      else void attempt();
    };
    const stopListening = this.#client.onState(() => void attempt());
    void attempt();
    return () => {
      stopListening();
      stopped.abort();
    };
  }

  async #readOnce(signal: AbortSignal): Promise<SourceState> {
    const { pattern, stream, before } = this.#options;
    if (stream === null) return { kind: 'waiting' };
    this.inspector.clear();
    try {
      const { from, isAll } = await readStored(this.#client, {
        ...{ stream, pattern, last: PAGE_MESSAGES, signal },
        ...(before === null ? {} : { before }),
        onMessage: ({ subject, body, headers, seq, storedAt }) => {
          const message = { subject, body, headers, reply: undefined, redirected: false };
          const stored = { stream, seq, storedAt };
          this.inspector.takeStored({ ...message, receivedAt: storedAt }, stored);
          this.schedule();
        },
      });
      return { kind: 'read', older: isAll ? null : from };
    } catch (error) {
      const problem = toMessagingError(error);
      return problem.code === 'offline' ? { kind: 'waiting' } : { kind: 'failed', error: problem };
    }
  }
}

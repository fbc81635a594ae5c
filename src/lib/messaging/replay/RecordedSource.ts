import type { Clock } from '../clock.ts';
import { createListeners } from '../listeners.ts';
import type { ClientInternals } from '../clientInternals.ts';
import type { MessagingClient, Unsubscribe } from '../types.ts';
import type { ViewRequest, ViewSink, ViewSource } from '../views/viewSource.ts';
import type { ReplayMoment, TimeRange } from './place.ts';
import { RangeReader } from './rangeReader.ts';
import { RecordedTrack } from './RecordedTrack.ts';

export interface RecordedSourceOptions {
  readonly internals: ClientInternals;
  readonly connection: Pick<MessagingClient, 'getState' | 'onState'>;
  readonly clock: Clock;
  readonly range: TimeRange;
  readonly moment: ReplayMoment;
  readonly onSettled: () => void;
}

/** Views of what is stored, as of one moment of a range. Opens nothing that is live. */
export class RecordedSource implements ViewSource {
  readonly isRecorded = true;
  readonly #options: RecordedSourceOptions;
  readonly #tracks = new Set<RecordedTrack>();
  readonly #moves = createListeners<[from: ReplayMoment]>(() => {});
  #moment: ReplayMoment;

  constructor(options: RecordedSourceOptions) {
    this.#options = options;
    this.#moment = options.moment;
  }

  now(): number {
    return this.#moment.time;
  }

  get moment(): ReplayMoment {
    return this.#moment;
  }

  /** Called with the moment that it was at. */
  readonly onMove = (listener: (from: ReplayMoment) => void): Unsubscribe =>
    this.#moves.add(listener);

  /** All views have the events up to the moment. */
  get isSettled(): boolean {
    return [...this.#tracks].every((track) => track.isSettled);
  }

  moveTo(moment: ReplayMoment, isJump: boolean): void {
    const from = this.#moment;
    this.#moment = moment;
    for (const track of this.#tracks) track.moveTo(moment, isJump);
    this.#moves.notify(from);
  }

  open(request: ViewRequest, sink: ViewSink): Unsubscribe {
    const { internals, connection, clock, range, onSettled } = this.#options;
    const { subject, stream } = request;
    const track = new RecordedTrack({
      reader: new RangeReader({ internals, patterns: [subject], stream, range }),
      ...{ request, sink, clock, moment: this.#moment, onSettled },
      untilLive: (signal) => untilLive(connection, signal),
    });
    this.#tracks.add(track);
    return () => {
      this.#tracks.delete(track);
      track.close();
      onSettled();
    };
  }
}

/** Resolves when there is a connection, or when it is no longer wanted. */
export function untilLive(
  { getState, onState }: Pick<MessagingClient, 'getState' | 'onState'>,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const stop = onState(() => check());
    const end = () => {
      stop();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const check = () => {
      if (signal.aborted || getState().status === 'live') end();
    };
    signal.addEventListener('abort', end);
    check();
  });
}

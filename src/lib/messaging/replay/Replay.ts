import { internalsOf } from '../clientInternals.ts';
import { type Clock, systemClock } from '../clock.ts';
import { createListeners } from '../listeners.ts';
import type { Delivery, MessagingClient, Unsubscribe } from '../types.ts';
import {
  firstReplayState,
  nextReplay,
  type ReplayCommand,
  type ReplayEvent,
  type ReplayPosition,
  type ReplayState,
  type ReplayTarget,
} from './machine.ts';
import type { TimeRange } from './place.ts';
import { RangeReader } from './rangeReader.ts';
import { RecordedSource, untilLive } from './RecordedSource.ts';
import { replayClient } from './replayClient.ts';
import { type MarkEvent, type ReplayMark, TimeLine, type TimeLineProgress } from './TimeLine.ts';

/** How often time passes while it plays. */
const TICK_MS = 100;

export interface ReplayOptions {
  readonly client: MessagingClient;
  /** The time that is replayed, milliseconds since the epoch. */
  readonly range: TimeRange;
  /** Where it begins; left out, at the range's end. */
  readonly at?: number | undefined;
  /** The subjects whose messages are steps on the time line. */
  readonly subjects: readonly string[];
  /** Leaves events out of the time line. */
  readonly isStep?: (delivery: Delivery) => boolean;
  readonly mark?: MarkEvent;
  readonly clock?: Clock;
}

/** What a reader sees of a replay. */
export interface ReplaySnapshot {
  readonly state: ReplayState;
  /** Where it is, or is on its way to. */
  readonly shown: ReplayPosition;
  readonly range: TimeRange;
  /** Messages on the time line that were read, and that there are as far as known. */
  readonly loaded: number;
  readonly length: number;
  readonly progress: TimeLineProgress;
  readonly marks: readonly ReplayMark[];
  /** Until when the server has removed what was stored in the range; null for nothing. */
  readonly removedUntil: number | null;
}

/**
 * Replays a range of what the streams keep: a time line, a place on it, and a source for views as
 * of that place. It only reads.
 */
export class Replay {
  readonly client: MessagingClient;
  readonly live: MessagingClient;
  readonly source: RecordedSource;
  readonly #clock: Clock;
  readonly #range: TimeRange;
  readonly #line: TimeLine;
  readonly #changes = createListeners<[]>(() => {});
  #state: ReplayState;
  #snapshot: ReplaySnapshot | null = null;
  /** The target that the source was moved to. */
  #underWay: ReplayTarget | null = null;
  #stopTicking: Unsubscribe = () => {};
  #isOver = false;

  constructor({ client, range, at = range.to, subjects, isStep, mark, clock }: ReplayOptions) {
    this.live = client;
    this.client = replayClient(client);
    this.#range = range;
    this.#clock = clock ?? systemClock;
    const internals = internalsOf(client);
    const onSettled = () => this.#look();
    const moment = { time: range.from - 1, at: null };
    this.source = new RecordedSource({
      ...{ internals, connection: client, clock: this.#clock, range, moment, onSettled },
    });
    this.#state = firstReplayState(moment.time, { kind: 'time', time: at });
    this.#line = new TimeLine({
      reader: new RangeReader({ internals, patterns: subjects, range }),
      range,
      isStep: isStep ?? (() => true),
      mark: mark ?? (() => null),
      untilLive: (signal) => untilLive(client, signal),
      onChange: () => {
        this.#changed();
        this.#look();
      },
    });
    this.#look();
  }

  readonly getSnapshot = (): ReplaySnapshot => {
    const { loaded, expected, progress, marks, removedUntil } = this.#line;
    this.#snapshot ??= {
      state: this.#state,
      shown: this.#shown(),
      range: this.#range,
      ...{ loaded, length: expected, progress, marks, removedUntil },
    };
    return this.#snapshot;
  };

  readonly subscribe = (listener: () => void): Unsubscribe => this.#changes.add(listener);

  readonly dispatch = (command: ReplayCommand): void => this.#next(command);

  /** When the message with this number, from 1, was stored; null if it was not read. */
  readonly timeAt = (index: number): number | null => this.#line.timeAt(index);

  close(): void {
    this.#isOver = true;
    this.#stopTicking();
    this.#line.close();
  }

  #shown(): ReplayPosition {
    const state = this.#state;
    if (!('to' in state)) return state.at;
    const { to, at } = state;
    const known = this.#line.positionOf(to);
    if (known !== null) return known;
    if (to.kind === 'index') return { index: to.index, time: at.time };
    const { expected, endTime } = this.#line;
    const time = this.#line.bounded(to.time);
    return { index: time === endTime ? expected : this.#line.indexAt(time), time };
  }

  #next(event: ReplayEvent): void {
    if (this.#isOver) return;
    const before = this.#state;
    this.#state = nextReplay(before, event, this.#line);
    if (this.#state === before) return;
    const { phase, at } = this.#state;
    if (phase === 'playing' || phase === 'ended') {
      if (at !== before.at && event.kind === 'passed') {
        this.source.moveTo(this.#line.momentOf(at), false);
      }
    }
    if (phase === 'playing') this.#tickLater();
    else this.#stopTicking();
    this.#changed();
    this.#look();
  }

  #tickLater(): void {
    this.#stopTicking();
    const startedAt = this.#clock.monotonic();
    this.#stopTicking = this.#clock.after(TICK_MS, () => {
      // Time stands still while views read.
      if (!this.source.isSettled) return this.#tickLater();
      this.#next({ kind: 'passed', ms: this.#clock.monotonic() - startedAt });
    });
  }

  /** Goes where it is asked to as soon as that is known, and notes when it is there. */
  #look(): void {
    const state = this.#state;
    if (this.#isOver || (state.phase !== 'seeking' && state.phase !== 'stepping')) {
      this.#underWay = null;
      return;
    }
    const { to } = state;
    const at = this.#line.positionOf(to);
    // Views know what was there by a time before the time line does.
    const time = to.kind === 'time' ? this.#line.bounded(to.time) : null;
    const moment = at ? this.#line.momentOf(at) : time === null ? null : { time, at: null };
    if (moment === null) return;
    if (this.#underWay !== to) {
      this.#underWay = to;
      this.source.moveTo(moment, true);
      this.#changed();
    }
    if (at === null || !this.source.isSettled) return;
    this.#underWay = null;
    this.#next({ kind: 'arrived', at });
  }

  #changed(): void {
    this.#snapshot = null;
    this.#changes.notify();
  }
}

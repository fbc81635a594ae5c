import type { FollowFrom, FollowObserver } from '../../messaging/index.ts';
import type { LogPattern, LogSource } from './feedTypes.ts';

/** The end of a log as it comes live: one follow, which can be begun again further on. */
export class LogTail {
  readonly #source: LogSource;
  readonly #observer: Required<FollowObserver<LogPattern>>;
  #nextSeq: number | null = null;
  #isBegun = false;
  #stop: () => void = () => {};

  constructor(source: LogSource, observer: Required<FollowObserver<LogPattern>>) {
    this.#source = source;
    this.#observer = observer;
  }

  follow(from: FollowFrom): void {
    this.#stop();
    const { onEvents, onState, onGap } = this.#observer;
    // Who only goes further on waits for nothing that the reader could see.
    let isTold = !this.#isBegun;
    this.#isBegun = true;
    this.#stop = this.#source.follow(from, {
      onEvents: (deliveries) => {
        const seq = deliveries.at(-1)?.meta.seq;
        if (seq !== undefined) this.#nextSeq = seq + 1;
        onEvents(deliveries);
      },
      onState: (state) => {
        isTold ||= state.phase !== 'waiting';
        if (isTold) onState(state);
      },
      onGap,
    });
  }

  stop(): void {
    this.#stop();
    this.#stop = () => {};
  }

  /** After `stop`: goes on with the message after the last that came. */
  resume(): void {
    if (this.#nextSeq !== null) this.follow({ seq: this.#nextSeq });
  }
}

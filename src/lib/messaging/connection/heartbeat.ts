import type { Clock } from '../clock.ts';

/** A dead link is noticed within interval + timeout: 8 s. */
const PING_INTERVAL_MS = 4_000;
const PING_TIMEOUT_MS = 4_000;
/** For a link that the browser doubts. */
const PROBE_TIMEOUT_MS = 2_000;
/** A timer later than this was held up by a busy thread: so may the answer be. */
const LATE_TIMER_MS = 500;
/** A hidden page's timers are always late; a dead link must be noticed there too. */
const MAX_LATE_IN_A_ROW = 2;

export interface HeartbeatMonitorOptions {
  readonly clock: Clock;
  readonly ping: () => Promise<number>;
  readonly onRtt: (rttMs: number) => void;
  /** Called once: nothing arrived for `silentMs` with a ping under way. */
  readonly onDead: (silentMs: number) => void;
}

export class HeartbeatMonitor {
  readonly #options: HeartbeatMonitorOptions;
  #running = true;
  /** By the time of day, for people; deadlines go by the monotonic clock. */
  #lastInboundAt = 0;
  #lastInbound = 0;
  /** When the ping under way must be answered. */
  #deadline: number | null = null;
  #timeoutMs = PING_TIMEOUT_MS;
  #lateInARow = 0;
  #cancelTimer: () => void = () => {};

  constructor(options: HeartbeatMonitorOptions) {
    this.#options = options;
    this.noteInbound();
    this.#ping(PING_TIMEOUT_MS);
  }

  get lastInboundAt(): number {
    return this.#lastInboundAt;
  }

  /** Any byte proves that the link is alive, even if the pong waits behind a large message. */
  noteInbound(): void {
    this.#lastInboundAt = this.#options.clock.now();
    this.#lastInbound = this.#options.clock.monotonic();
  }

  /** Checks the link now; repeated calls do not move the deadline. */
  probe(): void {
    if (!this.#running) return;
    if (this.#deadline === null) {
      this.#ping(PROBE_TIMEOUT_MS);
      return;
    }
    const now = this.#options.clock.monotonic();
    const soon = now + PROBE_TIMEOUT_MS;
    this.#timeoutMs = PROBE_TIMEOUT_MS;
    this.#expectBy(this.#deadline > now ? Math.min(this.#deadline, soon) : soon);
  }

  stop(): void {
    this.#running = false;
    this.#cancelTimer();
  }

  #ping(timeoutMs: number): void {
    this.#timeoutMs = timeoutMs;
    this.#lateInARow = 0;
    this.#expectBy(this.#options.clock.monotonic() + timeoutMs);
    this.#options.ping().then(
      (rttMs) => {
        if (this.#running) this.#answered(rttMs);
      },
      () => {
        // The connection ends, or the deadline passes.
      },
    );
  }

  #answered(rttMs: number): void {
    this.noteInbound();
    this.#deadline = null;
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(PING_INTERVAL_MS, () =>
      this.#ping(PING_TIMEOUT_MS),
    );
    this.#options.onRtt(rttMs);
  }

  #expectBy(deadline: number): void {
    this.#deadline = deadline;
    this.#cancelTimer();
    const delay = deadline - this.#options.clock.monotonic();
    this.#cancelTimer = this.#options.clock.after(delay, () => this.#expired(deadline));
  }

  #expired(deadline: number): void {
    const now = this.#options.clock.monotonic();
    const aliveUntil = this.#lastInbound + this.#timeoutMs;
    if (aliveUntil > now) {
      this.#expectBy(aliveUntil);
    } else if (now - deadline > LATE_TIMER_MS && this.#lateInARow < MAX_LATE_IN_A_ROW) {
      this.#lateInARow += 1;
      this.#expectBy(now + this.#timeoutMs);
    } else {
      this.stop();
      this.#options.onDead(this.#timeoutMs);
    }
  }
}

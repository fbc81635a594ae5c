import { retryDelayMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Connect, Driver, DriverEnd } from './driver.ts';
import { isMessagingError, MessagingError } from './errors.ts';
import { createListeners } from './listeners.ts';
import {
  type ConnectionEvent,
  type ConnectionState,
  initialConnection,
  nextConnection,
} from './status.ts';

const DIAL_TIMEOUT_MS = 5_000;
/** A dead link is noticed within interval + timeout: 8 s. */
const PING_INTERVAL_MS = 4_000;
const PING_TIMEOUT_MS = 4_000;
/** After the browser says that the network is gone, a link that still works answers sooner. */
const PROBE_TIMEOUT_MS = 2_000;
/** Refused credentials rarely get better within a second. */
const MIN_AUTH_RETRY_MS = 3_000;
/** A timer later than this met a busy main thread: the answer may wait in the queue behind it. */
const LATE_TIMER_MS = 500;

export interface NetworkSignals {
  isOnline(): boolean;
  /** 'visible' is told when a hidden page is shown again. */
  subscribe(listener: (signal: 'online' | 'offline' | 'visible') => void): () => void;
}

export interface SupervisorOptions {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly random: () => number;
  readonly network?: NetworkSignals | undefined;
  readonly onListenerError: (error: unknown) => void;
}

/**
 * Keeps one connection alive for ever. Drivers do not reconnect on their own: each connection is
 * one generation, built anew here, because drivers give up (equal auth errors, expired tokens) and
 * hang (half-open sockets with unsent bytes).
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #stateListeners;
  readonly #driverListeners;
  #state: ConnectionState;
  #driver: Driver | null = null;
  /** Counts dials; whatever an older dial or driver still says is ignored. */
  #generation = 0;
  #failures = 0;
  #downSince: number;
  #lastInboundAt = 0;
  #cancelRetry: () => void = () => {};
  #cancelPing: () => void = () => {};
  readonly #stopSignals: () => void;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#stateListeners = createListeners<[]>(options.onListenerError);
    this.#driverListeners = createListeners<[Driver | null]>(options.onListenerError);
    this.#downSince = options.clock.now();
    this.#state = initialConnection(this.#downSince);
    this.#stopSignals =
      options.network?.subscribe((signal) => {
        if (signal === 'offline') this.#networkLost();
        else {
          if (signal === 'online') this.#dispatch({ type: 'network-up' });
          this.retryNow();
          this.probe();
        }
      }) ?? (() => {});
  }

  /** Begins the first attempt. Listeners added before this miss nothing. */
  start(): void {
    this.#dial();
  }

  getState(): ConnectionState {
    return this.#state;
  }

  onState(listener: () => void): () => void {
    return this.#stateListeners.add(listener);
  }

  /** The present connection, or null. */
  get driver(): Driver | null {
    return this.#driver;
  }

  /** Told of every new connection, before the state says live, and of its loss (null). */
  onDriver(listener: (driver: Driver | null) => void): () => void {
    return this.#driverListeners.add(listener);
  }

  /** Any message proves that the link is alive, even if the pong waits behind it. */
  noteInbound(): void {
    this.#lastInboundAt = this.#options.clock.now();
  }

  /** Dials now if there is no connection and no attempt under way. */
  retryNow(): void {
    const state = this.#state;
    if (state.status === 'live' || state.status === 'closed' || state.nextRetryAt === null) return;
    this.#dial();
  }

  /** Checks the link now; a dead one is given up after a short wait. */
  probe(): void {
    if (this.#driver) this.#ping(this.#driver, this.#generation, PROBE_TIMEOUT_MS);
  }

  async close(): Promise<void> {
    this.#generation += 1;
    this.#cancelRetry();
    this.#cancelPing();
    this.#stopSignals();
    const driver = this.#driver;
    this.#driver = null;
    this.#dispatch({ type: 'closed' });
    if (driver) {
      this.#driverListeners.notify(null);
      await driver.close();
    }
  }

  #dispatch(event: ConnectionEvent): void {
    const next = nextConnection(this.#state, event, this.#options.clock.now());
    if (next === this.#state) return;
    this.#state = next;
    this.#stateListeners.notify();
  }

  #dial(): void {
    this.#cancelRetry();
    this.#generation += 1;
    const generation = this.#generation;
    this.#dispatch({ type: 'dial-started' });
    const dialling = this.#options.connect({ timeoutMs: DIAL_TIMEOUT_MS });
    const stopTimer = this.#options.clock.after(DIAL_TIMEOUT_MS * 1.2, () => {
      if (generation !== this.#generation) return;
      // The driver's own timeout should have fired; a hung dial must not end the retrying.
      this.#dialFailed(new MessagingError('offline', 'The server did not answer in time.'));
    });
    dialling.then(
      (driver) => {
        stopTimer();
        if (generation === this.#generation) this.#adopt(driver, generation);
        else void driver.close();
      },
      (error: unknown) => {
        stopTimer();
        if (generation === this.#generation) this.#dialFailed(error);
      },
    );
  }

  #dialFailed(error: unknown): void {
    this.#generation += 1;
    this.#failures += 1;
    const refused = isMessagingError(error, 'denied');
    const message = error instanceof Error ? error.message : String(error);
    const nextRetryAt = this.#scheduleDial(refused ? MIN_AUTH_RETRY_MS : 0);
    this.#dispatch({ type: refused ? 'auth-refused' : 'dial-failed', error: message, nextRetryAt });
    if (this.#options.network?.isOnline() === false) this.#dispatch({ type: 'network-down' });
  }

  #adopt(driver: Driver, generation: number): void {
    this.#driver = driver;
    if (this.#failures > 0) this.#failures = 0;
    this.noteInbound();
    void driver.closed.then((end) => {
      if (generation === this.#generation) this.#lost(describeEnd(end));
    });
    this.#driverListeners.notify(driver);
    this.#dispatch({
      type: 'dial-succeeded',
      jetstream: driver.info.jetstream ? 'on' : 'off',
      serverName: driver.info.serverName,
      serverVersion: driver.info.version,
    });
    this.#ping(driver, generation, PING_TIMEOUT_MS);
  }

  #lost(error: string): void {
    const driver = this.#driver;
    this.#generation += 1;
    this.#driver = null;
    this.#cancelPing();
    this.#failures = 0;
    this.#downSince = this.#options.clock.now();
    const nextRetryAt = this.#scheduleDial(0);
    this.#dispatch({ type: 'lost', error, nextRetryAt });
    if (this.#options.network?.isOnline() === false) this.#dispatch({ type: 'network-down' });
    if (driver) {
      this.#driverListeners.notify(null);
      void driver.close();
    }
  }

  #scheduleDial(atLeastMs: number): number {
    const { clock, random } = this.#options;
    const now = clock.now();
    const delay = Math.max(
      atLeastMs,
      retryDelayMs(this.#failures, now - this.#downSince, random()),
    );
    this.#cancelRetry();
    this.#cancelRetry = clock.after(delay, () => this.#dial());
    return now + delay;
  }

  #networkLost(): void {
    if (this.#driver) this.probe();
    else this.#dispatch({ type: 'network-down' });
  }

  #ping(driver: Driver, generation: number, timeoutMs: number): void {
    const { clock } = this.#options;
    this.#cancelPing();
    const sentAt = clock.now();
    const stillCurrent = () => generation === this.#generation && driver === this.#driver;
    const pingLater = () => {
      this.#cancelPing();
      this.#cancelPing = clock.after(PING_INTERVAL_MS, () => {
        if (stillCurrent()) this.#ping(driver, generation, PING_TIMEOUT_MS);
      });
    };
    const expire = (dueAt: number) => {
      if (!stillCurrent()) return;
      if (this.#lastInboundAt > sentAt) pingLater();
      else if (clock.now() - dueAt > LATE_TIMER_MS) watch();
      else this.#lost(`No answer from the server for ${Math.round(timeoutMs / 1000)} s.`);
    };
    const watch = () => {
      const dueAt = clock.now() + timeoutMs;
      this.#cancelPing = clock.after(timeoutMs, () => expire(dueAt));
    };
    watch();
    driver.rtt().then(
      (rttMs) => {
        if (!stillCurrent()) return;
        this.noteInbound();
        this.#dispatch({ type: 'rtt-measured', rttMs });
        pingLater();
      },
      () => {
        // The connection's own end tells why; it comes through `closed`.
      },
    );
  }
}

function describeEnd(end: DriverEnd): string {
  switch (end.kind) {
    case 'closed':
      return 'The server closed the connection.';
    case 'auth':
    case 'lost':
      return end.error instanceof Error && end.error.message
        ? end.error.message
        : 'The connection was lost.';
  }
}

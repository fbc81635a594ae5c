import { retryDelayMs } from './backoff.ts';
import { atMost, type Clock } from '../clock.ts';
import type { Connect, Driver } from './driver.ts';
import { isMessagingError, MessagingError } from '../errors.ts';
import { HeartbeatMonitor } from './heartbeat.ts';
import { describeEnd, endQuietly, retire } from './driverEnd.ts';
import { createListeners } from '../listeners.ts';
import { detectWakeUp } from './wakeDetector.ts';
import {
  type ConnectionEvent,
  type ConnectionState,
  initialConnection,
  nextConnection,
} from './status.ts';
import { findFailover } from './failover.ts';

const DIAL_TIMEOUT_MS = 5_000;
/** Refused credentials rarely get better within a second. */
const MIN_AUTH_RETRY_MS = 3_000;
/** A link that ends sooner counts as a failed dial. */
const SHORT_LIFE_MS = 1_000;
const CLOSE_WAIT_MS = 1_000;

export interface NetworkSignals {
  isOnline(): boolean;
  /** 'visible': a hidden page is shown again. */
  subscribe(listener: (signal: 'online' | 'offline' | 'visible') => void): () => void;
}

export interface SupervisorOptions {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly random: () => number;
  readonly network?: NetworkSignals | undefined;
  readonly onListenerError: (error: unknown) => void;
  readonly onRtt?: (rttMs: number) => void;
}

/**
 * Keeps one connection alive. Drivers do not reconnect: they give up (equal auth errors, expired
 * tokens) and hang (half-open sockets with unsent bytes), so each connection is a generation of its
 * own.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #stateListeners;
  readonly #driverListeners;
  readonly #retiredListeners;
  #state: ConnectionState;
  #driver: Driver | null = null;
  /** Counts dials; events of an older dial or driver are ignored. */
  #generation = 0;
  #failures = 0;
  #downSince: number;
  #liveSince = 0;
  #heartbeat: HeartbeatMonitor | null = null;
  #cancelRetry: () => void = () => {};
  /** Ends the search for another server; null while there is none. */
  #stopMoving: (() => void) | null = null;
  readonly #stopSignals: () => void;
  #stopWakeDetector: () => void = () => {};

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#stateListeners = createListeners<[]>(options.onListenerError);
    this.#driverListeners = createListeners<[Driver | null]>(options.onListenerError);
    this.#retiredListeners = createListeners<[Driver]>(options.onListenerError);
    this.#downSince = options.clock.monotonic();
    this.#state = initialConnection(options.clock.now());
    this.#stopSignals =
      options.network?.subscribe((signal) => {
        if (signal === 'offline') this.#networkLost();
        else {
          if (signal === 'online') this.#dispatch({ type: 'network-up' });
          this.#checkNow();
        }
      }) ?? (() => {});
  }

  /** Listeners added before this miss nothing. */
  start(): void {
    this.#stopWakeDetector = detectWakeUp(this.#options.clock, () => this.#checkNow());
    this.#dial();
  }

  getState(): ConnectionState {
    return this.#state;
  }

  onState(listener: () => void): () => void {
    return this.#stateListeners.add(listener);
  }

  get driver(): Driver | null {
    return this.#driver;
  }

  /** Called with every new connection, before the state says live, and with null on its loss. */
  onDriver(listener: (driver: Driver | null) => void): () => void {
    return this.#driverListeners.add(listener);
  }

  /** Another connection is in use; this one ends in a moment. */
  onRetired(listener: (driver: Driver) => void): () => void {
    return this.#retiredListeners.add(listener);
  }

  retryNow(): void {
    const state = this.#state;
    if (state.status === 'live' || state.status === 'closed' || state.nextRetryAt === null) return;
    this.#dial();
  }

  /** Gives a dead link up after a short wait. */
  probe(): void {
    this.#heartbeat?.probe();
  }

  async close(): Promise<void> {
    this.#generation += 1;
    this.#cancelRetry();
    this.#stopSignals();
    this.#stopWakeDetector();
    const driver = this.#release();
    this.#dispatch({ type: 'closed' });
    if (!driver) return;
    this.#driverListeners.notify(null);
    await atMost(this.#options.clock, CLOSE_WAIT_MS, endQuietly(driver));
  }

  #release(): Driver | null {
    const driver = this.#driver;
    this.#driver = null;
    this.#heartbeat?.stop();
    this.#heartbeat = null;
    this.#stopMoving?.();
    this.#stopMoving = null;
    return driver;
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
    // Async, so that a dial that throws is tried again too.
    const dialling = (async () => this.#options.connect({ timeoutMs: DIAL_TIMEOUT_MS }))();
    const stopTimer = this.#options.clock.after(DIAL_TIMEOUT_MS * 1.2, () => {
      if (generation !== this.#generation) return;
      // The driver's own timeout should have fired.
      this.#dialFailed(new MessagingError('offline', 'The server did not answer in time.'));
    });
    dialling.then(
      (driver) => {
        stopTimer();
        if (generation === this.#generation) this.#adopt(driver, generation);
        else void endQuietly(driver);
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
    this.#liveSince = this.#options.clock.monotonic();
    const heartbeat = new HeartbeatMonitor({
      clock: this.#options.clock,
      ping: () => driver.rtt(),
      onRtt: (rttMs) => {
        this.#options.onRtt?.(rttMs);
        this.#dispatch({ type: 'rtt-measured', rttMs });
      },
      onDead: (silentMs) =>
        this.#lost(`No answer from the server for ${Math.round(silentMs / 1000)} s.`),
    });
    this.#heartbeat = heartbeat;
    driver.onInbound(() => heartbeat.noteInbound());
    void driver.closed.then((end) => {
      if (generation === this.#generation) this.#lost(describeEnd(end));
    });
    driver.onProblem(({ kind }) => {
      if (kind === 'lame-duck' && generation === this.#generation) this.#leave();
    });
    this.#driverListeners.notify(driver);
    this.#dispatch({
      type: 'dial-succeeded',
      jetstream: driver.info.jetstream ? 'on' : 'off',
      serverName: driver.info.serverName,
      serverVersion: driver.info.version,
    });
  }

  /** The server will end soon. */
  #leave(): void {
    const { connect, clock, random } = this.#options;
    this.#stopMoving ??= findFailover({
      connect,
      clock,
      random,
      dialTimeoutMs: DIAL_TIMEOUT_MS,
      onFound: (driver) => this.#move(driver),
    });
  }

  #move(driver: Driver): void {
    const old = this.#release();
    this.#generation += 1;
    // Readers without history may have missed something.
    this.#driverListeners.notify(null);
    this.#adopt(driver, this.#generation);
    if (!old) return;
    void retire(old, driver, this.#options.clock, () => this.#retiredListeners.notify(old));
  }

  #lost(error: string): void {
    const { clock } = this.#options;
    const lastInboundAt = this.#heartbeat?.lastInboundAt ?? clock.now();
    const driver = this.#release();
    this.#generation += 1;
    this.#downSince = clock.monotonic();
    this.#failures = this.#downSince - this.#liveSince < SHORT_LIFE_MS ? 1 : 0;
    const nextRetryAt = this.#scheduleDial(0);
    this.#dispatch({ type: 'lost', error, nextRetryAt, lastInboundAt });
    if (this.#options.network?.isOnline() === false) this.#dispatch({ type: 'network-down' });
    if (!driver) return;
    this.#driverListeners.notify(null);
    void endQuietly(driver);
  }

  #scheduleDial(atLeastMs: number): number {
    const { clock, random } = this.#options;
    const downMs = clock.monotonic() - this.#downSince;
    const delay = Math.max(atLeastMs, retryDelayMs(this.#failures, downMs, random()));
    this.#cancelRetry();
    this.#cancelRetry = clock.after(delay, () => this.#dial());
    return clock.now() + delay;
  }

  /** Much may have changed: don't wait for the next ping or attempt. */
  #checkNow(): void {
    this.retryNow();
    this.probe();
  }

  #networkLost(): void {
    if (this.#driver) this.probe();
    else this.#dispatch({ type: 'network-down' });
  }
}

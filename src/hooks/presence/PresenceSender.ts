import { type Clock, isMessagingError, type MessagingClient } from '../../lib/messaging/index.ts';
import type { PresenceLocation } from '../../catalogs/slate/index.ts';
import { roomAnswerMs, roomBeatMs, roomPaceMs } from './roomPace.ts';
import type { TabSignals } from './tabSignals.ts';

/** Pages that all answered one newcomer don't beat together for ever: each comes up to this part earlier. */
const EARLIER = 0.25;

/** Who this page belongs to. */
export interface Self {
  readonly userId: string;
  readonly name: string;
  /** One per tab. */
  readonly sessionId: string;
}

/** What this page shows. */
export interface Place {
  /** In words, e.g. "Build log". */
  readonly view: string;
  /** Where exactly, for those who want to go there. */
  readonly location?: PresenceLocation | undefined;
  /** The userId of whom this page follows. */
  readonly following?: string | undefined;
}

export interface PresenceSenderOptions {
  readonly client: MessagingClient;
  readonly projectId: string;
  readonly self: () => Self;
  readonly place: () => Place;
  /** How many people are there now. */
  readonly crowd: () => number;
  readonly tab: TabSignals;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
}

/** Publishes to the others in a project that this page is here, what it shows, and when it goes. */
export class PresenceSender {
  readonly #options: PresenceSenderOptions;
  #phase: 'offline' | 'here' | 'left' = 'offline';
  #focusedAt: number;
  #sentAt = 0;
  #sentPlace = '';
  #cancelBeat = () => {};
  #cancelChange: (() => void) | null = null;
  #cancelAnswer: (() => void) | null = null;

  constructor(options: PresenceSenderOptions) {
    this.#options = options;
    // Opening a tab is turning to it.
    this.#focusedAt = options.clock.monotonic();
  }

  /** Joins as soon as there is a connection, and on each new one. @returns leaves */
  start(): () => void {
    const { client, projectId, tab } = this.#options;
    const stops = [
      client.onState(() => this.#onState()),
      tab.subscribe((signal) => {
        if (signal === 'focus') this.#focusedAt = this.#options.clock.monotonic();
        if (signal === 'leave') this.#leave();
        else if (signal === 'return') this.#join();
        else this.#publish('presence');
      }),
      client.subscribe(`slate.collab.*.${projectId}`, (event) => {
        const asked = event.type === 'joined' || event.data?.rollCall === true;
        if (asked && event.data?.sessionId !== this.#options.self().sessionId) this.#answer();
      }),
    ];
    this.#onState();
    return () => {
      for (const stop of stops) stop();
      this.#leave();
    };
  }

  /** The page may show something else. Published soon; later where there are many to read it. */
  changed(): void {
    if (this.#cancelChange || JSON.stringify(this.#options.place()) === this.#sentPlace) return;
    const { clock, crowd } = this.#options;
    const waitMs = Math.max(0, this.#sentAt + roomPaceMs(crowd()) - clock.monotonic());
    this.#cancelChange = clock.after(waitMs, () => this.#publish('presence'));
  }

  #onState(): void {
    const isLive = this.#options.client.getState().status === 'live';
    if (isLive && this.#phase === 'offline') this.#join();
    if (!isLive && this.#phase === 'here') {
      this.#phase = 'offline';
      this.#cancelTimers();
    }
  }

  #join(): void {
    const isLive = this.#options.client.getState().status === 'live';
    this.#phase = isLive ? 'here' : 'offline';
    this.#publish('joined');
  }

  /** A newcomer knows nobody yet: everyone who is here says so. */
  #answer(): void {
    if (this.#cancelAnswer) return;
    const { clock, crowd, random, tab } = this.#options;
    // A hidden tab's timers may take a minute.
    if (!tab.isVisible()) return this.#publish('presence');
    const waitMs = random() * roomAnswerMs(crowd());
    this.#cancelAnswer = clock.after(waitMs, () => this.#publish('presence'));
  }

  #publish(type: 'joined' | 'presence'): void {
    if (this.#phase !== 'here') return;
    const { clock, crowd, random, tab, self, place } = this.#options;
    this.#cancelTimers();
    const heartbeatMs = roomBeatMs(crowd());
    const waitMs = heartbeatMs * (1 - EARLIER * random());
    this.#cancelBeat = clock.after(waitMs, () => this.#publish('presence'));
    this.#sentAt = clock.monotonic();
    const shown = place();
    this.#sentPlace = JSON.stringify(shown);
    const { view, location, following } = shown;
    this.#send(type, {
      name: self().name,
      state: tab.isVisible() ? 'active' : 'away',
      heartbeatMs,
      view,
      focusAgeMs: Math.max(0, clock.monotonic() - this.#focusedAt),
      ...(location === undefined ? {} : { location }),
      ...(following === undefined ? {} : { following }),
    });
  }

  #leave(): void {
    this.#cancelTimers();
    if (this.#phase !== 'here') return;
    // An answer after this would bring back somebody who is gone.
    this.#phase = 'left';
    this.#send('left', { name: this.#options.self().name });
    // A page that is closed runs no more of what the driver has put off.
    this.#options.client.flush().catch(() => {});
  }

  #send(type: 'joined' | 'presence' | 'left', data: object): void {
    const { client, projectId, clock } = this.#options;
    const { userId, sessionId } = this.#options.self();
    const beat = nextBeat(clock);
    client
      .publish(`collab.${type}`, { projectId, userId, data: { sessionId, beat, ...data } })
      .catch((error: unknown) => {
        // The next connection begins with "joined".
        if (!isMessagingError(error, 'offline', 'closed')) throw error;
      });
  }

  #cancelTimers(): void {
    this.#cancelBeat();
    this.#cancelChange?.();
    this.#cancelAnswer?.();
    this.#cancelChange = null;
    this.#cancelAnswer = null;
  }
}

let lastBeat = 0;

/** Grows for the life of the page, and from one page of a tab to the next. */
function nextBeat(clock: Clock): number {
  lastBeat = Math.max(lastBeat + 1, clock.now());
  return lastBeat;
}

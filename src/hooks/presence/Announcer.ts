import {
  type Clock,
  isMessagingError,
  type MessagingClient,
  type Unsubscribe,
} from '../../lib/messaging/index.ts';
import { roomAnswerMs, roomBeatMs, roomPaceMs } from './roomPace.ts';
import type { TabSignals } from './tabSignals.ts';

/** Pages that all answered one newcomer don't beat together for ever: each comes up to this part earlier. */
const EARLIER = 0.25;

/** One event of a tab among those that it publishes of itself. */
export interface Announcement {
  readonly kind: 'arrived' | 'here' | 'left';
  /** Grows with each of them. */
  readonly beat: number;
  /** Since the person last focused the tab. */
  readonly focusAgeMs: number;
  readonly state: 'active' | 'away';
  /** The next one comes within this time. */
  readonly heartbeatMs: number;
}

export interface AnnouncerOptions {
  readonly client: MessagingClient;
  readonly publish: (announcement: Announcement) => Promise<unknown>;
  /** What is published, as text: if it is the same as before, it is no news. */
  readonly content: () => string;
  /** Calls back when a page asks who is here. */
  readonly onQuestion: (listener: () => void) => Unsubscribe;
  /** How many people are here now. */
  readonly crowd: () => number;
  readonly tab: TabSignals;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
}

/** Publishes that this tab is here, what it shows, and when it goes. */
export class Announcer {
  readonly #options: AnnouncerOptions;
  #phase: 'offline' | 'here' | 'left' = 'offline';
  #focusedAt: number;
  #sentAt = 0;
  #sentContent: string | null = null;
  #cancelBeat = () => {};
  #cancelChange: (() => void) | null = null;
  #cancelAnswer: (() => void) | null = null;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
    // Opening a tab is turning to it.
    this.#focusedAt = options.clock.monotonic();
  }

  /** Arrives as soon as there is a connection, and on each new one. @returns leaves */
  start(): () => void {
    const { client, tab, onQuestion } = this.#options;
    const stops = [
      client.onState(() => this.#onState()),
      tab.subscribe((signal) => {
        if (signal === 'focus') this.#focusedAt = this.#options.clock.monotonic();
        if (signal === 'leave') this.#leave();
        else if (signal === 'return') this.#arrive();
        else this.#publish('here');
      }),
      onQuestion(() => this.#answer()),
    ];
    this.#onState();
    return () => {
      for (const stop of stops) stop();
      this.#leave();
    };
  }

  /** The content may have changed. Published soon: later where there are many to read it. */
  changed(): void {
    const { clock, crowd, content } = this.#options;
    if (this.#cancelChange || content() === this.#sentContent) return;
    const waitMs = Math.max(0, this.#sentAt + roomPaceMs(crowd()) - clock.monotonic());
    this.#cancelChange = clock.after(waitMs, () => this.#publish('here'));
  }

  #onState(): void {
    const isLive = this.#options.client.getState().status === 'live';
    if (isLive && this.#phase === 'offline') this.#arrive();
    if (!isLive && this.#phase === 'here') {
      this.#phase = 'offline';
      this.#cancelTimers();
    }
  }

  #arrive(): void {
    const isLive = this.#options.client.getState().status === 'live';
    this.#phase = isLive ? 'here' : 'offline';
    this.#publish('arrived');
  }

  #answer(): void {
    if (this.#cancelAnswer) return;
    const { clock, crowd, random, tab } = this.#options;
    // A hidden tab's timers may take a minute.
    if (!tab.isVisible()) return this.#publish('here');
    const waitMs = random() * roomAnswerMs(crowd());
    this.#cancelAnswer = clock.after(waitMs, () => this.#publish('here'));
  }

  #publish(kind: 'arrived' | 'here'): void {
    if (this.#phase !== 'here') return;
    const { clock, content, crowd, random } = this.#options;
    this.#cancelTimers();
    const waitMs = roomBeatMs(crowd()) * (1 - EARLIER * random());
    this.#cancelBeat = clock.after(waitMs, () => this.#publish('here'));
    this.#sentAt = clock.monotonic();
    this.#sentContent = content();
    this.#send(kind);
  }

  #leave(): void {
    this.#cancelTimers();
    if (this.#phase !== 'here') return;
    // An answer after this would bring back a person who is gone.
    this.#phase = 'left';
    this.#send('left');
    // A page that is closed runs no more of what the driver has put off.
    this.#options.client.flush().catch(() => {});
  }

  #send(kind: Announcement['kind']): void {
    const { publish, clock, crowd, tab } = this.#options;
    publish({
      kind,
      beat: nextBeat(clock),
      focusAgeMs: Math.max(0, clock.monotonic() - this.#focusedAt),
      state: tab.isVisible() ? 'active' : 'away',
      heartbeatMs: roomBeatMs(crowd()),
    }).catch((error: unknown) => {
      // The next connection begins with an arrival.
      if (!isMessagingError(error, 'offline', 'closed', 'denied')) throw error;
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

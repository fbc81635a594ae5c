import type { Clock } from '../clock.ts';
import { isMessagingError, MessagingError } from '../errors.ts';
import { apiCodes } from '../history/jetstream.ts';
import type {
  DurableOutcome,
  OutboxEntry,
  PendingPublish,
  PublishResult,
} from './pendingPublish.ts';

const RETRY_BASE_MS = 100;
const RETRY_MAX_MS = 2_000;
/** Settled publishes are dropped in bulk: a splice per ack would move the whole queue each time. */
const DROP_AT_ONCE = 1_024;

/** An entry that a stream may have. */
export interface SentEntry extends OutboxEntry {
  /** At the earliest. */
  readonly firstSentAt: number;
}

export interface SendResult {
  /** The stream already had its id. */
  readonly duplicate: boolean;
  /** There is no stream, and the event goes without one: it was sent live. */
  readonly wentLive?: boolean;
}

export interface StreamOptions {
  readonly clock: Clock;
  readonly send: (entry: OutboxEntry) => Promise<SendResult>;
  /** The ids that the stream has, of entries of one subject. */
  readonly findStored: (entries: readonly SentEntry[]) => Promise<ReadonlySet<string>>;
  readonly onResult: (publish: PendingPublish, result: PublishResult) => void;
}

interface QueueOwner {
  readonly isOpen: () => boolean;
  /** It may be able to send, or is empty. */
  readonly onReady: (queue: SubjectQueue) => void;
}

/**
 * The publishes to one subject, in order until a stream has them. After a failure it waits for what
 * is in flight and starts over from the oldest; repeats are dropped by message id or, after the
 * duplicate window, looked up first.
 */
export class SubjectQueue {
  readonly subject: string;
  readonly #options: StreamOptions;
  readonly #owner: QueueOwner;
  #publishes: PendingPublish[] = [];
  /** Those before it have been sent since the last restart. */
  #next = 0;
  #inFlight = 0;
  #state: 'sending' | 'settling' | 'waiting' | 'checking' | 'closed' = 'sending';
  /**
   * Until the first ack they go one by one: a stream made meanwhile would refuse the first and
   * store the second.
   */
  #isProven = false;
  /** Failed rounds since the last ack. */
  #failures = 0;
  #cancelRetry: () => void = () => {};

  constructor(subject: string, options: StreamOptions, owner: QueueOwner) {
    this.subject = subject;
    this.#options = options;
    this.#owner = owner;
  }

  get isEmpty(): boolean {
    return this.#publishes.length === 0;
  }

  /** True if sending now can't break the order. */
  get canSend(): boolean {
    const hasNext = this.#state === 'sending' && this.#next < this.#publishes.length;
    return hasNext && (this.#isProven || this.#inFlight === 0);
  }

  /** A restored one comes only while nothing is in flight. */
  add(publish: PendingPublish): void {
    this.#publishes.push(publish);
    if (publish.firstSentAt !== null) this.#state = 'waiting';
  }

  /** What is in flight on the old connection must fail first. */
  reconnected(): void {
    this.#failures = 0;
    if (this.#state === 'sending' && this.#inFlight > 0) this.#state = 'settling';
    if (this.#state === 'waiting') this.#resend();
  }

  /** Resolves when the attempt has ended. */
  sendNext(): Promise<void> {
    const publish = this.#publishes[this.#next];
    if (!publish) return Promise.resolve();
    const isFirstAttempt = publish.firstSentAt === null;
    publish.firstSentAt ??= this.#options.clock.now();
    this.#next += 1;
    this.#inFlight += 1;
    return this.#options.send(publish.entry).then(
      ({ duplicate, wentLive = false }) => {
        const error = duplicate && isFirstAttempt ? idTaken(publish.entry) : null;
        this.#onAttempt(publish, error, wentLive ? 'sent' : 'stored');
      },
      (error: unknown) => this.#onAttempt(publish, error),
    );
  }

  /** @returns what has not settled */
  close(): readonly PendingPublish[] {
    this.#state = 'closed';
    this.#cancelRetry();
    return this.#publishes.splice(0).filter(({ isSettled }) => !isSettled);
  }

  #onAttempt(publish: PendingPublish, error: unknown, outcome: DurableOutcome = 'stored'): void {
    this.#inFlight -= 1;
    if (this.#state === 'closed') return;
    const { onResult } = this.#options;
    if (error === null) {
      onResult(publish, { kind: outcome });
      if (this.#state === 'sending') {
        this.#isProven = true;
        this.#failures = 0;
      }
    } else if (isPermanent(error)) onResult(publish, { kind: 'refused', error });
    else {
      // What was in flight fails together; that counts once.
      if (this.#state === 'sending') this.#failures += 1;
      this.#state = 'settling';
    }
    if (this.#state === 'settling' && this.#inFlight === 0) this.#retryLater();
    this.#dropSettled();
  }

  #retryLater(): void {
    this.#state = 'waiting';
    const rounds = Math.min(Math.max(0, this.#failures - 1), 6);
    const delay = Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** rounds);
    this.#cancelRetry = this.#options.clock.after(delay, () => {
      if (this.#owner.isOpen()) this.#resend();
      this.#owner.onReady(this);
    });
  }

  #resend(): void {
    this.#cancelRetry();
    this.#rewind();
    const sent = this.#publishes.flatMap(({ entry, firstSentAt }) =>
      firstSentAt === null ? [] : [{ ...entry, firstSentAt }],
    );
    this.#state = sent.length === 0 ? 'sending' : 'checking';
    if (sent.length > 0) void this.#check(sent);
  }

  /** A stream may have had an entry for longer than the server remembers its id. */
  async #check(sent: readonly SentEntry[]): Promise<void> {
    const stored = await this.#options.findStored(sent).catch(() => null);
    if (this.#state !== 'checking') return;
    if (stored === null) {
      this.#failures += 1;
      this.#retryLater();
      return;
    }
    for (const publish of this.#publishes) {
      const wasSent = publish.firstSentAt !== null;
      if (wasSent && stored.has(publish.entry.messageId)) {
        this.#options.onResult(publish, { kind: 'stored' });
      }
    }
    this.#rewind();
    this.#state = 'sending';
    this.#owner.onReady(this);
  }

  /** Only while nothing is in flight. */
  #rewind(): void {
    this.#publishes = this.#publishes.filter(({ isSettled }) => !isSettled);
    this.#next = 0;
    this.#isProven = false;
  }

  #dropSettled(): void {
    let settled = 0;
    while (this.#publishes[settled]?.isSettled) settled += 1;
    if (settled < this.#publishes.length && settled < DROP_AT_ONCE) return;
    this.#publishes.splice(0, settled);
    this.#next = Math.max(0, this.#next - settled);
  }
}

/** The server remembers the id although this client never sent it: another message has it. */
export function idTaken({ messageId, subject }: OutboxEntry): MessagingError {
  const text = `The stream has another message with the id ${messageId}.`;
  return new MessagingError('duplicate', text, { subject });
}

/** True for what fails however often it is sent. */
export function isPermanent(error: unknown): error is MessagingError {
  if (isMessagingError(error, 'denied', 'too-large', 'duplicate')) return true;
  return (
    isMessagingError(error, 'jetstream') &&
    (error.apiCode === apiCodes.messageTooLarge || error.apiCode === apiCodes.headersTooLarge)
  );
}

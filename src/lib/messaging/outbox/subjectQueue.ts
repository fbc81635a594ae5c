import type { Clock } from '../clock.ts';
import { isMessagingError, MessagingError } from '../errors.ts';
import { apiCodes } from '../history/jetstream.ts';
import type { OutboxEntry, PendingPublish, PublishResult } from './pendingPublish.ts';

const RETRY_BASE_MS = 100;
const RETRY_MAX_MS = 2_000;
/** Settled publishes are dropped in bulk: a splice per ack would move the whole queue each time. */
const DROP_AT_ONCE = 1_024;

/** What the present connection can do, by what its server says of itself. */
export type Route = 'none' | 'live-only' | 'stream';

/** An entry that a stream may have. */
export interface SentEntry extends OutboxEntry {
  /** At the earliest. */
  readonly firstSentAt: number;
}

export interface SendOptions {
  readonly clock: Clock;
  /** Sends one entry and resolves when a stream has it, `duplicate` if it had its id before. */
  readonly send: (entry: OutboxEntry) => Promise<{ readonly duplicate: boolean }>;
  /** Sends one entry past any stream. @throws MessagingError 'offline' */
  readonly sendLive: (entry: OutboxEntry) => void;
  /** The message ids of those entries that their stream has; all are of one subject. */
  readonly findStored: (entries: readonly SentEntry[]) => Promise<ReadonlySet<string>>;
  /** Whether an entry is kept until there is a stream, when there is none. */
  readonly waitsForStream: (entry: OutboxEntry) => boolean;
}

export interface SubjectQueueHost extends SendOptions {
  readonly route: () => Route;
  readonly onResult: (publish: PendingPublish, result: PublishResult) => void;
  /** The queue may be able to send, or is empty. */
  readonly onReady: (queue: SubjectQueue) => void;
}

/**
 * The publishes to one subject, sent in order until a stream has them. After a failure nothing is
 * sent until all that is in flight has settled; then it starts over from the oldest. What the
 * server has it drops by message id, and what may be older than its memory is looked up before.
 */
export class SubjectQueue {
  readonly subject: string;
  readonly #host: SubjectQueueHost;
  #publishes: PendingPublish[] = [];
  /** Those before it have been sent since the queue last started over. */
  #next = 0;
  #inFlight = 0;
  #state: 'sending' | 'settling' | 'waiting' | 'checking' | 'closed' = 'sending';
  /**
   * Until one is acknowledged, they go one by one: a stream that is made in the meantime would
   * refuse the first and store the second.
   */
  #isProven = false;
  /** Rounds that failed since the last ack. */
  #failures = 0;
  #cancelRetry: () => void = () => {};

  constructor(subject: string, host: SubjectQueueHost) {
    this.subject = subject;
    this.#host = host;
  }

  get isEmpty(): boolean {
    return this.#publishes.length === 0;
  }

  /** True if the next one can go now without risk to the order. */
  get canSend(): boolean {
    const hasNext = this.#state === 'sending' && this.#next < this.#publishes.length;
    return hasNext && (this.#isProven || this.#inFlight === 0);
  }

  add(publish: PendingPublish): void {
    this.#publishes.push(publish);
  }

  /** Adds one that another client or process may have sent; before any new ones. */
  restore(publish: PendingPublish): void {
    publish.markRestored();
    this.#publishes.push(publish);
    this.#state = 'waiting';
  }

  /** There is a new connection. What is in flight on the one before must fail first. */
  reconnected(): void {
    this.#failures = 0;
    const hasParked = this.#host.route() === 'stream' && this.#unpark();
    if (this.#state === 'sending' && this.#inFlight > 0) this.#state = 'settling';
    if (this.#state === 'sending' && hasParked) this.#state = 'waiting';
    if (this.#state === 'waiting') this.#resend();
  }

  /** Sends the next one; resolves when its attempt has ended. */
  sendNext(): Promise<void> {
    const publish = this.#publishes[this.#next];
    if (!publish) return Promise.resolve();
    const isFirstAttempt = publish.firstSentAt === null;
    publish.firstSentAt ??= this.#host.clock.now();
    publish.phase = 'in-flight';
    this.#next += 1;
    this.#inFlight += 1;
    return this.#host.send(publish.entry).then(
      ({ duplicate }) =>
        this.#onAttempt(publish, duplicate && isFirstAttempt ? idTaken(publish) : null),
      (error: unknown) => this.#onAttempt(publish, error),
    );
  }

  /**
   * Without JetStream: sends the next one live, and keeps it for a stream if that is worth it.
   * @returns false if the connection is gone
   */
  sendNextLive(): boolean {
    const publish = this.#publishes[this.#next];
    if (!publish) return true;
    const { clock, onResult, sendLive, waitsForStream } = this.#host;
    const isNew = !publish.wasSentLive;
    let refusal: MessagingError | null = null;
    try {
      if (isNew && publish.phase === 'queued') sendLive(publish.entry);
    } catch (error) {
      if (!isPermanent(error)) return false;
      refusal = error;
    }
    this.#next += 1;
    if (publish.phase !== 'queued') return true;
    publish.wasSentLive = true;
    publish.firstSentAt ??= clock.now();
    if (refusal) this.#finish(publish, { kind: 'refused', error: refusal });
    else if (isNew && !waitsForStream(publish.entry)) this.#finish(publish, { kind: 'sent' });
    else {
      publish.phase = 'parked';
      onResult(publish, { kind: 'queued' });
    }
    this.#dropSettled();
    return true;
  }

  /** Forgets everything; nothing more is reported. */
  close(): void {
    this.#state = 'closed';
    this.#cancelRetry();
    this.#publishes = [];
  }

  #onAttempt(publish: PendingPublish, error: unknown): void {
    this.#inFlight -= 1;
    if (this.#state === 'closed') return;
    if (error === null) {
      this.#finish(publish, { kind: 'stored' });
      if (this.#state === 'sending') {
        this.#isProven = true;
        this.#failures = 0;
      }
    } else if (isPermanent(error)) this.#finish(publish, { kind: 'refused', error });
    else {
      publish.phase = 'queued';
      // All that was in flight fails together; that counts once.
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
    this.#cancelRetry = this.#host.clock.after(delay, () => {
      if (this.#host.route() !== 'none') this.#resend();
      this.#host.onReady(this);
    });
  }

  #resend(): void {
    this.#cancelRetry();
    this.#rewind();
    const sent = this.#publishes.flatMap(({ entry, firstSentAt }) =>
      firstSentAt === null ? [] : [{ ...entry, firstSentAt }],
    );
    if (this.#host.route() !== 'stream' || sent.length === 0) this.#state = 'sending';
    else {
      this.#state = 'checking';
      void this.#check(sent);
    }
  }

  /** The stream may have had an entry for longer than the server remembers its message id. */
  async #check(sent: readonly SentEntry[]): Promise<void> {
    const stored = await this.#host.findStored(sent).catch(() => null);
    if (this.#state !== 'checking') return;
    if (stored === null) {
      this.#failures += 1;
      this.#retryLater();
      return;
    }
    for (const publish of this.#publishes) {
      const wasSent = publish.firstSentAt !== null;
      if (wasSent && stored.has(publish.entry.messageId)) this.#finish(publish, { kind: 'stored' });
    }
    this.#rewind();
    this.#state = 'sending';
    this.#host.onReady(this);
  }

  #finish(publish: PendingPublish, result: PublishResult): void {
    publish.phase = 'settled';
    this.#host.onResult(publish, result);
  }

  #unpark(): boolean {
    let hasParked = false;
    for (const publish of this.#publishes) {
      if (publish.phase !== 'parked') continue;
      publish.phase = 'queued';
      hasParked = true;
    }
    return hasParked;
  }

  /** Everything again from the oldest; only while nothing is in flight. */
  #rewind(): void {
    this.#publishes = this.#publishes.filter(({ phase }) => phase !== 'settled');
    this.#next = 0;
    this.#isProven = false;
  }

  #dropSettled(): void {
    let settled = 0;
    while (this.#publishes[settled]?.phase === 'settled') settled += 1;
    if (settled < this.#publishes.length && settled < DROP_AT_ONCE) return;
    this.#publishes.splice(0, settled);
    this.#next = Math.max(0, this.#next - settled);
  }
}

/** The server remembers the id although this client never sent it: the message is another's. */
function idTaken({ entry: { messageId, subject } }: PendingPublish): MessagingError {
  const text = `The stream has another message with the id ${messageId}.`;
  return new MessagingError('duplicate', text, { subject });
}

function isPermanent(error: unknown): error is MessagingError {
  if (isMessagingError(error, 'denied', 'too-large', 'duplicate')) return true;
  return (
    isMessagingError(error, 'jetstream') &&
    (error.apiCode === apiCodes.messageTooLarge || error.apiCode === apiCodes.headersTooLarge)
  );
}

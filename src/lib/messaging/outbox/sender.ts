import type { OutboxEntry, PendingPublish } from './pendingPublish.ts';
import { isPermanent, type StreamOptions, SubjectQueue } from './subjectQueue.ts';

const MAX_IN_FLIGHT = 512;

export interface SenderOptions extends StreamOptions {
  /** @throws MessagingError 'offline' */
  readonly sendLive: (entry: OutboxEntry) => void;
  /** Kept until there is a stream. */
  readonly waitsForStream: (entry: OutboxEntry) => boolean;
}

/**
 * With JetStream a queue per subject, which take turns; without it entries go live, and those of
 * state are parked.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #queues = new Map<string, SubjectQueue>();
  /** Queues that could send at once if there were room. */
  readonly #ready = new Set<SubjectQueue>();
  #route: 'none' | 'live-only' | 'stream' = 'none';
  #inFlight = 0;
  #parked: PendingPublish[] = [];

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  get route(): 'none' | 'live-only' | 'stream' {
    return this.#route;
  }

  /** Waiting for a server with JetStream. */
  get parked(): number {
    return this.#parked.length;
  }

  add(publish: PendingPublish): void {
    this.#take(publish);
    this.#pump();
  }

  /** What others may have sent; before any new ones. */
  restore(publishes: readonly PendingPublish[]): void {
    for (const publish of publishes) {
      publish.markRestored();
      this.#take(publish);
    }
    if (this.#route === 'stream') this.open('stream');
  }

  /** A new connection: starts over with what has not been acknowledged. */
  open(route: 'live-only' | 'stream'): void {
    this.#route = route;
    if (route === 'live-only' || this.#parked.length > 0) {
      // What was parked was there first.
      const waiting = [...this.#parked.splice(0), ...this.#takeQueued()];
      for (const publish of waiting) this.#take(publish);
    }
    if (this.#route !== 'stream') return;
    for (const queue of this.#queues.values()) {
      queue.reconnected();
      this.#ready.add(queue);
    }
    this.#pump();
  }

  pause(): void {
    this.#route = 'none';
  }

  /** Forgets everything. */
  clear(): void {
    this.#takeQueued();
    this.#parked = [];
  }

  #take(publish: PendingPublish): void {
    if (this.#route === 'live-only') this.#sendLive(publish);
    else {
      const queue = this.#queueOf(publish.entry.subject);
      queue.add(publish);
      this.#ready.add(queue);
    }
  }

  #queueOf(subject: string): SubjectQueue {
    const known = this.#queues.get(subject);
    if (known) return known;
    const queue = new SubjectQueue(subject, this.#options, {
      isOpen: () => this.#route === 'stream',
      onReady: (ready) => this.#onReady(ready),
    });
    this.#queues.set(subject, queue);
    return queue;
  }

  #takeQueued(): readonly PendingPublish[] {
    const queued = [...this.#queues.values()].flatMap((queue) => queue.close());
    this.#queues.clear();
    this.#ready.clear();
    return queued;
  }

  #sendLive(publish: PendingPublish): void {
    const { clock, onResult, sendLive, waitsForStream } = this.#options;
    try {
      if (!publish.wasSentLive) sendLive(publish.entry);
    } catch (error) {
      if (isPermanent(error)) onResult(publish, { kind: 'refused', error });
      else {
        // The connection is gone; the next one begins with this one.
        this.#route = 'none';
        this.#take(publish);
      }
      return;
    }
    const isKept = publish.wasSentLive || waitsForStream(publish.entry);
    publish.wasSentLive = true;
    publish.firstSentAt ??= clock.now();
    if (isKept) this.#parked.push(publish);
    onResult(publish, { kind: isKept ? 'queued' : 'sent' });
  }

  #onReady(queue: SubjectQueue): void {
    this.#ready.add(queue);
    this.#pump();
  }

  #pump(): void {
    // A queue that is put back comes last, so that a long one starves no other.
    for (const queue of this.#ready) {
      if (this.#route !== 'stream' || this.#inFlight >= MAX_IN_FLIGHT) return;
      this.#ready.delete(queue);
      if (queue.canSend) void this.#send(queue);
      if (queue.canSend) this.#ready.add(queue);
      if (queue.isEmpty && this.#queues.get(queue.subject) === queue) {
        this.#queues.delete(queue.subject);
      }
    }
  }

  async #send(queue: SubjectQueue): Promise<void> {
    this.#inFlight += 1;
    await queue.sendNext();
    this.#inFlight -= 1;
    this.#onReady(queue);
  }
}

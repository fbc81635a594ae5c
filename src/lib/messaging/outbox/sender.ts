import type { PendingPublish, PublishResult } from './pendingPublish.ts';
import {
  type Route,
  type SendOptions,
  SubjectQueue,
  type SubjectQueueHost,
} from './subjectQueue.ts';

/** Over all subjects. */
const MAX_IN_FLIGHT = 512;

export interface SenderOptions extends SendOptions {
  /** 'queued' may be followed by a final result. */
  readonly onResult: (publish: PendingPublish, result: PublishResult) => void;
}

/** Sends what is queued for each subject; the subjects take turns. */
export class Sender {
  readonly #host: SubjectQueueHost;
  readonly #queues = new Map<string, SubjectQueue>();
  /** Queues that could send at once if there were room. */
  readonly #ready = new Set<SubjectQueue>();
  #route: Route = 'none';
  #inFlight = 0;
  #parked = 0;

  constructor(options: SenderOptions) {
    this.#host = {
      ...options,
      route: () => this.#route,
      onReady: (queue) => this.#onReady(queue),
      onResult: (publish, result) => {
        if (result.kind === 'queued') this.#parked += 1;
        options.onResult(publish, result);
      },
    };
  }

  get route(): Route {
    return this.#route;
  }

  /** How many only wait for a server with JetStream. */
  get parked(): number {
    return this.#parked;
  }

  has(subject: string): boolean {
    return this.#queues.has(subject);
  }

  add(publish: PendingPublish): void {
    const queue = this.#queueOf(publish.entry.subject);
    queue.add(publish);
    this.#onReady(queue);
  }

  /** Takes what other clients or processes may have sent; before any new ones. */
  restore(publishes: readonly PendingPublish[]): void {
    for (const publish of publishes) this.#queueOf(publish.entry.subject).restore(publish);
    if (this.#route !== 'none') this.open(this.#route);
  }

  /** There is a connection: starts over with what has not been acknowledged. */
  open(route: 'live-only' | 'stream'): void {
    this.#route = route;
    if (route === 'stream') this.#parked = 0;
    for (const queue of this.#queues.values()) {
      queue.reconnected();
      this.#ready.add(queue);
    }
    this.#pump();
  }

  /** There is no connection. */
  pause(): void {
    this.#route = 'none';
  }

  /** Forgets what is queued; nothing more is reported of it. */
  clear(): void {
    for (const queue of this.#queues.values()) queue.close();
    this.#queues.clear();
    this.#ready.clear();
    this.#parked = 0;
  }

  #queueOf(subject: string): SubjectQueue {
    const queue = this.#queues.get(subject) ?? new SubjectQueue(subject, this.#host);
    this.#queues.set(subject, queue);
    return queue;
  }

  #onReady(queue: SubjectQueue): void {
    this.#ready.add(queue);
    this.#pump();
  }

  #pump(): void {
    // A queue that is put back during the loop comes last, so that a long one starves no other.
    for (const queue of this.#ready) {
      if (this.#route === 'none' || this.#inFlight >= MAX_IN_FLIGHT) return;
      this.#ready.delete(queue);
      if (queue.canSend) this.#sendNext(queue);
      if (queue.canSend) this.#ready.add(queue);
      if (queue.isEmpty && this.#queues.get(queue.subject) === queue) {
        this.#queues.delete(queue.subject);
      }
    }
  }

  #sendNext(queue: SubjectQueue): void {
    if (this.#route === 'stream') void this.#send(queue);
    // The next connection opens the route again.
    else if (!queue.sendNextLive()) this.#route = 'none';
  }

  async #send(queue: SubjectQueue): Promise<void> {
    this.#inFlight += 1;
    await queue.sendNext();
    this.#inFlight -= 1;
    this.#onReady(queue);
  }
}

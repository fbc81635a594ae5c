import { decodeJson, encodeJson } from '../catalog/codec.ts';
import { MessagingError } from '../errors.ts';
import type { Ask } from '../history/jetstream.ts';
import { subjectMatches } from '../catalog/subjects.ts';
import type { FakeDriver } from './fakeDriver.ts';

interface Stored {
  readonly seq: number;
  readonly subject: string;
  readonly body: unknown;
}

interface Consumer {
  readonly filter: string;
  /** What the deliver policy leaves out. */
  readonly skips: ReadonlySet<number>;
  next: number;
  delivered: number;
  inbox: string | null;
}

/** One stream in memory that readers can open over a FakeDriver. */
export class FakeStream {
  created = '2026-01-01T00:00:00Z';
  /** By the server's clock; messages are stored at 2023-11-14T22:13:20Z. */
  consumerCreated: string | undefined;
  firstSeq = 1;
  lastSeq = 0;
  /** What API calls fail with, while set. */
  failure: MessagingError | null = null;
  refuses: (filter: string) => boolean = () => false;
  readonly asked: string[] = [];
  readonly starts: Record<string, unknown>[] = [];
  #messages: Stored[] = [];
  #consumers = new Map<string, Consumer>();
  #driver: FakeDriver | null = null;

  /** Consumers of an older connection are gone. */
  serve(driver: FakeDriver): FakeDriver {
    this.#driver = driver;
    this.#consumers.clear();
    driver.onPublish = ({ subject, reply }) => {
      const name = /^\$JS\.API\.CONSUMER\.MSG\.NEXT\.\w+\.(\w+)$/.exec(subject)?.[1];
      const consumer = this.#consumers.get(name ?? '');
      if (!consumer || reply === undefined) return;
      consumer.inbox = reply;
      queueMicrotask(() => this.#push());
    };
    return driver;
  }

  store(subject: string, body: unknown): void {
    this.lastSeq += 1;
    this.#messages.push({ seq: this.lastSeq, subject, body });
    this.#push();
  }

  purge(below: number): void {
    this.firstSeq = below;
    this.#messages = this.#messages.filter(({ seq }) => seq >= below);
  }

  /** Like a server that comes back with an older copy. */
  truncate(lastSeq: number): void {
    this.lastSeq = lastSeq;
    this.#messages = this.#messages.filter(({ seq }) => seq <= lastSeq);
  }

  recreate(): void {
    this.created = `${this.created}+`;
    this.firstSeq = 1;
    this.lastSeq = 0;
    this.#messages = [];
    this.#consumers.clear();
  }

  readonly ask: Ask = async (subject, body) => {
    this.asked.push(subject);
    if (this.failure) throw this.failure;
    const answer = subject.includes('CONSUMER.CREATE') ? this.#create(body) : this.#info();
    return {
      subject,
      body: encodeJson(answer),
      reply: undefined,
      status: undefined,
      statusText: undefined,
    };
  };

  #info(): unknown {
    const state = {
      messages: this.#messages.length,
      first_seq: this.firstSeq,
      last_seq: this.lastSeq,
    };
    return { config: { name: 'S' }, created: this.created, state };
  }

  #create(body: Uint8Array): unknown {
    const { config } = decodeJson(body) as { config: Record<string, unknown> };
    this.starts.push(config);
    const filter = String(config.filter_subject);
    if (this.refuses(filter)) return { error: { code: 400, err_code: 10_093 } };
    const consumer = {
      filter,
      skips: new Set(config.deliver_policy === 'last_per_subject' ? this.#outdated() : []),
      next: Number(config.opt_start_seq ?? 1),
      delivered: 0,
      inbox: null,
    };
    this.#consumers.set(String(config.name), consumer);
    return {
      name: String(config.name),
      num_pending: this.#waiting(consumer).length,
      created: this.consumerCreated,
    };
  }

  #outdated(): number[] {
    const last = new Map(this.#messages.map(({ subject, seq }) => [subject, seq]));
    return this.#messages.flatMap(({ subject, seq }) => (last.get(subject) === seq ? [] : seq));
  }

  #waiting({ filter, next, skips }: Consumer): Stored[] {
    return this.#messages.filter(
      ({ seq, subject }) => seq >= next && !skips.has(seq) && subjectMatches(filter, subject),
    );
  }

  #push(): void {
    for (const [name, consumer] of this.#consumers) {
      if (consumer.inbox === null) continue;
      for (const { seq, subject, body } of this.#waiting(consumer)) {
        consumer.next = seq + 1;
        consumer.delivered += 1;
        const left = this.#waiting(consumer).length;
        this.#driver?.deliverTo(consumer.inbox, subject, body, {
          reply: `$JS.ACK.S.${name}.1.${seq}.${consumer.delivered}.1700000000000000000.${left}`,
        });
      }
    }
  }
}

import type { Catalog } from '../catalog/catalog.ts';
import { assertPattern, fillTemplate, paramOf, parseSubject } from '../catalog/subjects.ts';
import type { Clock } from '../clock.ts';
import { MessagingError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { SubscribeOptions, Unsubscribe } from '../types.ts';
import type { Subscriptions } from './subscriptions.ts';

type Ids = Readonly<Record<string, string>>;
type BytesHandler = (body: Uint8Array, ids: Ids) => void;

export interface BytesOptions {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'invalid'>;
  /** The present connection's server, or null. */
  readonly server: () => { readonly maxPayload: number } | null;
  /** @throws MessagingError 'offline' */
  readonly sendCore: (subject: string, body: Uint8Array) => void;
  readonly subscriptions: Pick<Subscriptions, 'add'>;
}

/** Messages that are no JSON. See MessagingClient.publishBytes. */
export class Bytes {
  readonly #options: BytesOptions;

  constructor(options: BytesOptions) {
    this.#options = options;
  }

  publish(name: string, ids: Ids, body: Uint8Array): void {
    const subject = fillTemplate(this.#templateOf(name), ids);
    const limit = this.#options.server()?.maxPayload ?? Number.POSITIVE_INFINITY;
    if (body.length > limit) {
      const text = `${name} has ${body.length} bytes; the server takes ${limit}.`;
      throw new MessagingError('too-large', text, { subject });
    }
    this.#options.sendCore(subject, body);
  }

  subscribe(
    name: string,
    ids: Ids,
    handler: BytesHandler,
    options?: SubscribeOptions,
  ): Unsubscribe {
    const { subscriptions, metrics, clock } = this.#options;
    const template = this.#templateOf(name);
    const pattern = template
      .split('.')
      .map((part) => {
        const param = paramOf(part);
        return param === null ? part : (ids[param] ?? '*');
      })
      .join('.');
    return subscriptions.add(
      assertPattern(pattern),
      ({ subject, body, reply }) => {
        // A request, which nothing here answers.
        if (reply !== undefined) return;
        const found = parseSubject(template, subject);
        if (found) handler(body, found);
        else metrics.invalid(subject, 'wrong-shape', 'an id is no token', body, clock.now());
      },
      options,
    );
  }

  #templateOf(name: string): string {
    const template = this.#options.catalog.bytes[name];
    if (template === undefined) {
      throw new MessagingError('invalid-event', `There is no subject of bytes ${name}`);
    }
    return template;
  }
}

import type { Catalog } from '../catalog/catalog.ts';
import { composeBody } from '../catalog/definitions.ts';
import { idOf } from '../catalog/envelope.ts';
import type { PublishOptions, PublishReceipt } from '../types.ts';
import type { Clock } from '../clock.ts';
import { encodeJson } from '../catalog/codec.ts';
import { MessagingError } from '../errors.ts';
import type { Outbox } from './outbox.ts';
import { storeWithin } from './storeWithin.ts';
import type { StreamOptions } from './subjectQueue.ts';

/** What servers allow by default; the real limit comes with the connection. */
const DEFAULT_MAX_PAYLOAD = 1024 * 1024;

export interface PublisherOptions {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly outbox: Outbox;
  readonly send: StreamOptions['send'];
  readonly server: () => { readonly maxPayload: number } | null;
  /** @throws MessagingError 'offline' */
  readonly sendEvent: (subject: string, body: Uint8Array) => void;
}

/** See MessagingClient.publish. */
export async function publishEvent(
  options: PublisherOptions,
  name: string,
  fields: Readonly<Record<string, unknown>>,
  { durable = false, attempts }: PublishOptions,
): Promise<PublishReceipt> {
  const { catalog, clock, outbox, server, sendEvent } = options;
  const compiled = catalog.compiled(name);
  const { definition } = compiled;
  const id = idOf(definition.envelope, fields) ?? options.newId();
  const subjects = catalog.subjectsOf(name, fields);
  const body = composeBody(definition, fields, clock.now(), id);
  const checked = compiled.check(body);
  if (!checked.ok) {
    const { path, message, cause } = checked;
    const text = `${name} is not as the catalog says: ${path} ${message}`;
    throw new MessagingError('invalid-event', text, { cause });
  }
  const bytes = encodeJson(body);
  const maxPayload = server()?.maxPayload ?? DEFAULT_MAX_PAYLOAD;
  if (bytes.length > maxPayload) {
    throw new MessagingError(
      'too-large',
      `${name} has ${bytes.length} bytes; the server takes ${maxPayload}.`,
    );
  }
  if (!durable || definition.stream === null) {
    for (const subject of subjects) sendEvent(subject, bytes);
    return { id, outcome: 'sent' };
  }
  const { stream } = definition;
  const queuedAt = clock.now();
  const limit = attempts ?? definition.attempts;
  const outcomes = await Promise.all(
    subjects.map(async (subject) => {
      const entry = { subject, body: bytes, messageId: `${id}:${subject}`, stream, queuedAt };
      return limit === null ? outbox.put(entry) : storeWithin(limit, entry, options);
    }),
  );
  // The weakest result counts for the event.
  if (outcomes.includes('queued')) return { id, outcome: 'queued' };
  return { id, outcome: outcomes.includes('sent') ? 'sent' : 'stored' };
}

import type { Catalog, InvalidReason } from '../catalog/catalog.ts';
import { decodeEvent } from '../catalog/codec.ts';
import type { EnvelopeLayout } from '../catalog/envelope.ts';
import type { TappedMessage } from '../types.ts';
import { isRequest } from './isRequest.ts';

/** What the open catalogs say of a message. */
export type Verdict =
  | {
      readonly kind: 'valid';
      /** The event's name in its catalog. */
      readonly name: string;
      readonly event: Readonly<Record<string, unknown>>;
      readonly envelope: EnvelopeLayout;
    }
  | {
      readonly kind: 'invalid';
      /** The event that its subject stands for. */
      readonly name: string | null;
      readonly reason: InvalidReason;
      /** The path of the field that is at fault, or null for the message as a whole. */
      readonly field: string | null;
      /** In words. */
      readonly detail: string;
    }
  /** On a subject of a catalog, but no event: it asks for one, or carries a protocol’s bytes. */
  | { readonly kind: 'no-event'; readonly what: 'request' | 'bytes' }
  /** No open catalog has its subject. */
  | { readonly kind: 'unknown' };

type Inspected = Pick<TappedMessage, 'subject' | 'body' | 'reply'> &
  Partial<Pick<TappedMessage, 'redirected' | 'headers'>>;

/** Says whether a message is an event of the catalog, which one, or why not; never throws. */
export function inspectMessage(catalog: Catalog, message: Inspected): Verdict {
  const { subject, body, redirected = false } = message;
  if (catalog.holdsBytes(subject)) return { kind: 'no-event', what: 'bytes' };
  const entry = catalog.find(subject)?.entry;
  const name = entry?.name ?? null;
  if (redirected) {
    const detail = 'a stream’s consumer delivered it: it may be old';
    return { kind: 'invalid', name, reason: 'redirected', field: null, detail };
  }
  if (!entry) return { kind: 'unknown' };
  if (isRequest(catalog, message)) return { kind: 'no-event', what: 'request' };
  const decoded = decodeEvent(catalog, subject, body, message.headers);
  if (decoded.ok) {
    const { event, envelope } = decoded;
    return { kind: 'valid', name: decoded.name, event, envelope };
  }
  const { reason, field = null, detail } = decoded;
  return { kind: 'invalid', name, reason, field, detail };
}

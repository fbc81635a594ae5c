import type { Catalog, InvalidReason, SubjectEntry } from './catalog.ts';
import type { MessageHeaders } from '../connection/driver.ts';
import { readCloudEvent } from './cloudEvents.ts';
import type { EnvelopeLayout } from './envelope.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Far deeper than any event; walking deeper values would overflow the stack. */
const MAX_DEPTH = 64;

class ForbiddenKeyError extends SyntaxError {
  override readonly name = 'ForbiddenKeyError';
}

/**
 * JSON text to a value; the only place that parses JSON.
 * @throws SyntaxError for bad JSON, for nesting beyond any use, and for a `__proto__` key: copying
 * such an object would change the copy's prototype.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // A level takes at least two characters, so most bodies are too short to be too deep.
  if (text.length > 2 * MAX_DEPTH && isDeeperThan(MAX_DEPTH, value)) {
    throw new SyntaxError(`nested deeper than ${MAX_DEPTH} levels`);
  }
  if (mayHoldForbiddenKey(text) && holdsForbiddenKey(value)) {
    throw new ForbiddenKeyError('the key __proto__ is not allowed');
  }
  return value;
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(levels - 1, part));
}

/** Any letter of the key may be escaped; terminal colours in logs are escapes too, but others. */
function mayHoldForbiddenKey(text: string): boolean {
  return (
    text.includes('__proto__') || (text.includes('\\u00') && /\\u00(?:5f|6f|7[024])/i.test(text))
  );
}

function holdsForbiddenKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(holdsForbiddenKey);
}

export function encodeJson(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** @throws TypeError for bad UTF-8, SyntaxError for bad JSON */
export function decodeJson(body: Uint8Array): unknown {
  return parseJson(decoder.decode(body));
}

/** undefined for what is not JSON */
export function tryDecodeJson(body: Uint8Array): unknown {
  try {
    return decodeJson(body);
  } catch {
    return undefined;
  }
}

export type Decoded =
  | {
      readonly ok: true;
      readonly name: string;
      readonly event: Readonly<Record<string, unknown>>;
      readonly envelope: EnvelopeLayout;
    }
  | {
      readonly ok: false;
      readonly reason: InvalidReason;
      /** The path of the field that is at fault, where it is one. */
      readonly field?: string;
      readonly detail: string;
    };

/**
 * A message to an event of the catalog, or why it is not one; never throws. The subject and the
 * body must agree on action and ids: a stored message redirected to another subject
 * (nats-server#8274) is refused here.
 */
export function decodeEvent(
  catalog: Pick<Catalog, 'find'>,
  subject: string,
  body: Uint8Array,
  headers?: () => MessageHeaders,
): Decoded {
  const entry = catalog.find(subject);
  if (!entry) return refuse('unknown-action', 'no event has this subject');
  // A CloudEvent without data has nothing but its headers.
  const isEmpty = body.length === 0 && headers !== undefined;
  let value: unknown;
  try {
    value = isEmpty ? undefined : decodeJson(body);
  } catch (error) {
    const reason = error instanceof ForbiddenKeyError ? 'forbidden-key' : 'malformed-json';
    return refuse(reason, error instanceof Error ? error.message : String(error));
  }
  const plain = checkEvent(entry, value);
  // A body that says of what kind it is stays as it is, whatever its headers say.
  if (plain.ok && plain.envelope.type.in === 'body') return plain;
  const cloudEvent = readCloudEvent(entry, headers?.() ?? {}, value);
  if (cloudEvent === null) return plain;
  if (cloudEvent.ok) return checkEvent(entry, cloudEvent.body);
  return refuse(cloudEvent.reason, cloudEvent.detail, cloudEvent.field);
}

function checkEvent({ entry, keys }: SubjectEntry, value: unknown): Decoded {
  const { type, envelope } = entry.definition;
  const checked = entry.check(value);
  const typeField = envelope.type.in === 'body' ? envelope.type.field : null;
  if (!checked.ok) {
    const { path, message } = checked;
    // A body that says it is another action is a stray, not a malformed one.
    return path === typeField
      ? refuse('subject-mismatch', `the subject says “${type}”, the body’s ${path} does not`, path)
      : refuse('wrong-shape', `${path || 'body'}: ${message}`, path);
  }
  const body = checked.value as Readonly<Record<string, unknown>>;
  const isWhole = typeField === null || body[typeField] === type;
  const event = isWhole ? body : { ...body, [typeField]: type };
  if (envelope.ids === 'subject') {
    return { ok: true, name: entry.name, envelope, event: { ...event, ...keys[0] } };
  }
  const agrees = keys.some((ids) => Object.entries(ids).every(([name, id]) => event[name] === id));
  if (!agrees) {
    const names = Object.keys(keys[0] ?? {});
    const detail = `the subject and the body differ in ${names.join(' and ')}`;
    return refuse(
      'subject-mismatch',
      detail,
      names.find((name) => event[name] !== keys[0]?.[name]),
    );
  }
  return { ok: true, name: entry.name, envelope, event };
}

const refuse = (reason: InvalidReason, detail: string, field = ''): Decoded => ({
  ok: false,
  reason,
  detail,
  ...(field === '' ? {} : { field }),
});

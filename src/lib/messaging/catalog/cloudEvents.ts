import type { MessageHeaders } from '../connection/driver.ts';
import type { SubjectEntry } from './catalog.ts';
import { idOf } from './envelope.ts';
import { paramsOf } from './subjects.ts';
import { readTime } from './times.ts';

// CloudEvents 1.0 (cloudevents.io): in binary mode the attributes are headers and the body is the
// data; in structured mode one JSON object holds both.

type Fields = Readonly<Record<string, unknown>>;

/** A catalog's body made of a CloudEvent, or why there is none. */
export type CloudEventBody =
  | { readonly ok: true; readonly body: Fields }
  | {
      readonly ok: false;
      readonly reason: 'wrong-shape' | 'subject-mismatch';
      readonly detail: string;
      /** The attribute that is at fault. */
      readonly field: string;
    };

const REQUIRED = ['specversion', 'id', 'source', 'type'] as const;

/** `correlation_id` and `correlationId` are both the attribute `correlationid`. */
const attributeOf = (field: string): string => field.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** @param value the body as JSON; undefined for an empty one. Null for what is no CloudEvent. */
export function readCloudEvent(
  entry: SubjectEntry,
  headers: MessageHeaders,
  value: unknown,
): CloudEventBody | null {
  const binary = attributesOf(headers);
  const whole = typeof value === 'object' && value !== null ? (value as Fields) : {};
  if (binary !== null) {
    const ownId = idOf(entry.entry.definition.envelope, whole);
    // Its data is the whole event, as `asCloudEvents` publishes it.
    return ownId !== undefined && ownId === binary.id ? null : toBody(entry, binary, value);
  }
  const { data, data_base64: bytes, ...attributes } = whole;
  // NATS messages in structured mode need no header at all.
  if (REQUIRED.some((name) => typeof attributes[name] !== 'string')) return null;
  if (bytes === undefined) return toBody(entry, attributes, data);
  return refuse('data_base64', 'wrong-shape', 'its data is no JSON');
}

/** The attributes of a message in binary mode; null if it has none. */
function attributesOf(headers: MessageHeaders): Fields | null {
  const found = Object.entries(headers).flatMap(([key, [value = '']]) =>
    /^ce-/i.test(key) ? [[key.slice(3).toLowerCase(), decodePercents(value)] as const] : [],
  );
  return found.length === 0 ? null : Object.fromEntries(found);
}

function decodePercents(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function toBody({ entry, keys }: SubjectEntry, attributes: Fields, data: unknown): CloudEventBody {
  const { name, definition } = entry;
  const { envelope, subject, alsoUnder } = definition;
  const missing = REQUIRED.find((required) => !attributes[required]);
  if (missing !== undefined) return refuse(missing, 'wrong-shape', 'is missing');
  const { specversion, id, source, type, time, subject: about, ...extensions } = attributes;
  if (!String(specversion).startsWith('1.')) {
    return refuse('specversion', 'wrong-shape', 'is not 1.0');
  }
  if (!isTypeOf(String(type), [name, definition.type])) {
    return refuse('type', 'subject-mismatch', `is not “${name}”, as its subject says`);
  }
  const body: Record<string, unknown> = { ...extensions };
  for (const field of [
    ...Object.keys(envelope.shape),
    ...[subject, ...alsoUnder].flatMap(paramsOf),
  ]) {
    const value = extensions[attributeOf(field)];
    if (value !== undefined) body[field] = value;
  }
  // Attributes name no ids of their own: those of the subject are the event's.
  for (const [param, value] of Object.entries(keys[0] ?? {})) body[param] ??= value;
  const { time: when } = envelope;
  if (time !== undefined) body[when.field] = when.format === 'ms' ? readTime(time, 'iso') : time;
  if (envelope.id !== undefined) body[envelope.id] = id;
  if (envelope.source !== undefined) body[envelope.source] = source;
  if (envelope.type.in === 'body') body[envelope.type.field] = definition.type;
  if (data !== undefined) body[envelope.data] = data;
  return { ok: true, body };
}

/** Publishers put their domain before it: `com.example.build.progress`. */
const isTypeOf = (type: string, names: readonly string[]): boolean =>
  names.some((name) => type === name || type.endsWith(`.${name}`));

const refuse = (
  field: string,
  reason: 'wrong-shape' | 'subject-mismatch',
  why: string,
): CloudEventBody => ({ ok: false, reason, field, detail: `the CloudEvent’s ${field} ${why}` });

import type { Catalog } from './catalog.ts';
import { tryDecodeJson } from './codec.ts';
import { readEnvelope } from './envelope.ts';

/** Headers for an event that is being sent. */
export type EventHeaders = (
  catalog: Pick<Catalog, 'find'>,
  subject: string,
  body: Uint8Array,
) => Readonly<Record<string, string>>;

/** What a header can't carry as it is (CloudEvents, HTTP binding 3.1.3.2). */
const encodePercents = (text: string): string =>
  text.toWellFormed().replaceAll(/[^\u0021\u0023\u0024\u0026-\u007e]/gu, encodeURIComponent);

/**
 * The headers that make an event a CloudEvent in binary mode, whose data is the whole body: readers
 * of the catalog see no difference. Given to `createClient` as `cloudEvents`.
 */
export const asCloudEvents: EventHeaders = (catalog, subject, bytes) => {
  const entry = catalog.find(subject)?.entry;
  const body = tryDecodeJson(bytes);
  if (!entry || typeof body !== 'object' || body === null) return {};
  const values = readEnvelope(entry.definition.envelope, body as Record<string, unknown>);
  const { id, timeMs, source, correlationId, organizationId, userId } = values;
  if (id === undefined) return {};
  const attributes = {
    ...{ specversion: '1.0', id, type: entry.name, subject },
    source: source || subject.split('.')[0],
    time: timeMs === undefined ? undefined : new Date(timeMs).toISOString(),
    ...{ correlationid: correlationId, organizationid: organizationId, userid: userId },
  };
  const headers = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[`ce-${key}`, encodePercents(value)] as const],
  );
  return { ...Object.fromEntries(headers), 'content-type': 'application/json' };
};

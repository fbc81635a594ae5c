import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCatalog } from '../../../catalogs/open/index.ts';
import type { MessageHeaders } from '../connection/driver.ts';
import { asCloudEvents } from './cloudEventHeaders.ts';
import { decodeEvent, encodeJson } from './codec.ts';
import { composeBody } from './definitions.ts';

const progress = 'slate.build.progress.p1';
const attributes = {
  ...{ specversion: '1.0', id: 'e1', source: '/ci/main', type: 'com.example.build.progress' },
  time: '2026-11-22T10:00:00Z',
};
const asHeaders = (given: Readonly<Record<string, string>>): MessageHeaders =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [`ce-${name}`, [value]]));
const decode = (subject: string, body: unknown, headers?: MessageHeaders) =>
  decodeEvent(
    openCatalog,
    subject,
    body === undefined ? new Uint8Array() : encodeJson(body),
    headers && (() => headers),
  );

const event = {
  ...{ id: 'e1', source: '/ci/main', type: 'progress', projectId: 'p1' },
  timestamp: Date.parse('2026-11-22T10:00:00Z'),
  data: { percent: 40 },
};

describe('a CloudEvent', () => {
  it('in binary mode is the event of its subject', () => {
    const binary = decode(progress, { percent: 40 }, asHeaders(attributes));
    expect(binary).toMatchObject({ ok: true, name: 'build.progress', event });
    const other = { 'CE-Id': ['e%201'], 'Ce-UserId': ['Ada%20%E2%82%AC'] };
    const { id: _, ...rest } = attributes;
    expect(decode(progress, undefined, { ...asHeaders(rest), ...other })).toMatchObject({
      ok: true,
      event: { id: 'e 1', userId: 'Ada €' },
    });
  });

  it.each([
    ['with its content type', { 'Content-Type': ['application/cloudevents+json; charset=utf-8'] }],
    ['with no header at all', undefined],
  ])('in structured mode, %s, is the event of its subject', (_, headers) => {
    const structured = { ...attributes, data: { percent: 40 }, traceparent: '00-ab' };
    expect(decode(progress, structured, headers)).toMatchObject({
      ok: true,
      event: { ...event, traceparent: '00-ab' },
    });
  });

  it('is laid out as the catalog of its subject says', () => {
    const swapped = { ...attributes, type: 'library.swap.completed', swapid: 's1' };
    expect(
      decode('library.swap.completed', { to_entity_id: 'b' }, asHeaders(swapped)),
    ).toMatchObject({
      ok: true,
      event: {
        ...{ event_id: 'e1', event_type: 'library.swap.completed', swap_id: 's1' },
        ...{ timestamp: attributes.time, source: '/ci/main', data: { to_entity_id: 'b' } },
      },
    });
    const shipped = { ...attributes, type: 'execution.sales_order.shipped', organizationid: 'o1' };
    expect(
      decode('execution.sales_order.shipped', { sales_order_id: 's' }, asHeaders(shipped)),
    ).toMatchObject({
      ok: true,
      event: { organization_id: 'o1', payload: { sales_order_id: 's' }, subject: shipped.type },
    });
    const found = { ...attributes, type: 'identified' };
    expect(
      decode('matching.project.p1.freelancer.f1.identified', { score: 1 }, asHeaders(found)),
    ).toMatchObject({
      ok: true,
      event: { projectId: 'p1', freelancerId: 'f1', data: { score: 1 } },
    });
  });

  it('under another key of its event brings the ids of both', () => {
    const both = { ...attributes, type: 'slate.file.updated', fileid: 'f1', projectid: 'p1' };
    for (const id of ['f1', 'p1']) {
      expect(decode(`slate.file.updated.${id}`, {}, asHeaders(both))).toMatchObject({
        ok: true,
        event: { id: 'e1', fileId: 'f1', projectId: 'p1' },
      });
    }
    expect(decode('slate.file.updated.p2', {}, asHeaders(both))).toMatchObject({
      reason: 'subject-mismatch',
    });
  });

  it.each([
    ['another type', { type: 'com.example.build.failed' }, 'subject-mismatch', 'type'],
    ['no id', { id: '' }, 'wrong-shape', 'id'],
    ['no source', { source: '' }, 'wrong-shape', 'source'],
    ['another version', { specversion: '0.3' }, 'wrong-shape', 'specversion'],
    ['no time where the catalog wants one', { time: 'yesterday' }, 'wrong-shape', 'timestamp'],
  ])('with %s is refused in words', (_, change, reason, field) => {
    const headers = asHeaders({ ...attributes, ...change });
    expect(decode(progress, { percent: 40 }, headers)).toMatchObject({ ok: false, reason, field });
  });

  it('with data that is no JSON, or a batch, is refused', () => {
    const bytes = { ...attributes, data_base64: 'AAAA' };
    expect(decode(progress, bytes)).toMatchObject({ ok: false, field: 'data_base64' });
    const headers = { 'content-type': ['application/cloudevents-batch+json'] };
    expect(decode(progress, [attributes], headers)).toMatchObject({ ok: false });
    expect(
      decodeEvent(openCatalog, progress, new TextEncoder().encode('text'), () =>
        asHeaders(attributes),
      ),
    ).toMatchObject({ reason: 'malformed-json' });
  });

  it('that is an event as it stands stays as it is', () => {
    const headers = asHeaders({ ...attributes, id: 'other', type: 'other' });
    expect(decode(progress, event, headers)).toMatchObject({ ok: true, event });
    expect(decode(progress, { ...event, specversion: '1.0' })).toMatchObject({ ok: true, event });
  });

  it('never throws, whatever its headers hold', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.array(fc.string())), fc.json(), (headers, body) => {
        const named = Object.fromEntries(
          Object.entries(headers).map(([name, values]) => [`ce-${name}`, values]),
        );
        const all = { ...named, ...asHeaders(attributes), 'ce-subject': ['%'] };
        decodeEvent(openCatalog, progress, new TextEncoder().encode(body), () => all);
      }),
    );
  });
});

describe('asCloudEvents', () => {
  /** CloudEvents 1.0.2: the attributes' names and types, and how headers carry them. */
  function expectCloudEvent(headers: Readonly<Record<string, string>>): void {
    const { 'content-type': contentType, ...others } = headers;
    expect(contentType).toBe('application/json');
    for (const [name, value] of Object.entries(others)) {
      expect(name).toMatch(/^ce-[a-z0-9]{1,20}$/);
      expect(value).toMatch(/^[\x21-\x7e]+$/);
    }
    expect(headers['ce-specversion']).toBe('1.0');
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(['ce-id', 'ce-type', 'ce-source']));
    expect(headers['ce-time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
    expect(URL.canParse(headers['ce-source'] ?? '', 'https://example.com')).toBe(true);
  }

  it('makes every event of every catalog one, which readers take for the same event', () => {
    for (const [name, definition] of Object.entries(openCatalog.definitions)) {
      const ids = Object.fromEntries(
        [...definition.subject.matchAll(/\{(\w+)\}/g)].map(([, param = '']) => [param, 'x1']),
      );
      const fields = { ...ids, source: 'a “source”', correlation_id: 'c 1', correlationId: 'c 1' };
      const body = encodeJson(composeBody(definition, fields, 1, 'e%1'));
      const [subject = ''] = openCatalog.subjectsOf(name as never, ids);
      const headers = asCloudEvents(openCatalog, subject, body);
      expectCloudEvent(headers);
      expect(decodeURIComponent(headers['ce-id'] ?? '')).toBe('e%1');
      expect(headers).toMatchObject({ 'ce-type': name, 'ce-subject': subject });
      const withHeaders = decodeEvent(openCatalog, subject, body, () => asLists(headers));
      expect(withHeaders).toMatchObject({ ok: true, name });
      expect(withHeaders).toEqual(decodeEvent(openCatalog, subject, body));
    }
  });

  it('has nothing to say of what is no event', () => {
    expect(asCloudEvents(openCatalog, 'weather.today', encodeJson({}))).toEqual({});
    expect(asCloudEvents(openCatalog, progress, encodeJson(event))).toMatchObject({
      'ce-id': 'e1',
    });
    expect(asCloudEvents(openCatalog, progress, new Uint8Array(3))).toEqual({});
  });

  const asLists = (headers: Readonly<Record<string, string>>): MessageHeaders =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
});

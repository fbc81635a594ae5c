import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod/mini';
import type { EventBody, EventFields } from '../register.ts';
import { defineCatalog } from './catalog.ts';
import { decodeEvent, encodeJson } from './codec.ts';
import { composeBody, event } from './definitions.ts';
import { defineEnvelope, readEnvelope } from './envelope.ts';
import { anyTime, isoTime, readTime } from './times.ts';

/** The type in a field of another name, times in ISO 8601. */
const shipping = defineCatalog(
  {
    shipped: event({
      subject: 'orders.shipped',
      type: 'orders.shipped',
      data: z.looseObject({ weight: z.optional(z.number()) }),
      stream: 'ORDERS',
    }),
  },
  {
    name: 'shipping',
    envelope: defineEnvelope({
      shape: {
        event_id: z.string(),
        at: isoTime,
        organization_id: z.string(),
        correlation_id: z.optional(z.string()),
        metadata: z.optional(z.looseObject({})),
      },
      id: 'event_id',
      time: { field: 'at', format: 'iso' },
      type: { in: 'body', field: 'event_type', optionalPrefix: 'orders.' },
      data: 'payload',
      ids: 'body',
      correlation: 'correlation_id',
      organization: 'organization_id',
      defaults: { metadata: {} },
    }),
  },
);

/** The subject alone carries type and ids. */
const talks = defineCatalog(
  {
    answered: event({
      subject: 'talk.{talkId}.by.{userId}.answered',
      type: 'answered',
      data: z.looseObject({}),
    }),
  },
  {
    name: 'talks',
    envelope: defineEnvelope({
      shape: { at: anyTime },
      time: { field: 'at', format: 'iso-or-ms' },
      type: { in: 'subject' },
      data: 'data',
      ids: 'subject',
    }),
  },
);

const at = '2026-11-22T10:00:00.000Z';
const atMs = Date.parse(at);
const shipped = {
  event_id: 'e1',
  event_type: 'orders.shipped',
  at,
  organization_id: 'o1',
  correlation_id: 'c1',
  payload: { weight: 3 },
};
const decodeShipped = (body: object) => decodeEvent(shipping, 'orders.shipped', encodeJson(body));

describe('an envelope of another product', () => {
  it('is read wherever its fields stand', () => {
    const decoded = decodeShipped(shipped);
    expect(decoded).toMatchObject({ ok: true, name: 'shipped', event: shipped });
    if (!decoded.ok) return;
    expect(readEnvelope(decoded.envelope, decoded.event)).toEqual({
      id: 'e1',
      timeMs: atMs,
      type: 'orders.shipped',
      correlationId: 'c1',
      organizationId: 'o1',
      userId: undefined,
      source: undefined,
    });
  });

  it('is held against its own rules', () => {
    const reason = (change: object) => {
      const decoded = decodeShipped({ ...shipped, ...change });
      return decoded.ok ? 'ok' : `${decoded.reason} ${decoded.detail}`;
    };
    expect(reason({ event_type: 'orders.lost' })).toBe(
      'subject-mismatch the subject says “orders.shipped”, the body’s event_type does not',
    );
    expect(reason({ at: atMs })).toContain('wrong-shape at:');
    expect(reason({ at: 'yesterday' })).toContain('wrong-shape at:');
    expect(reason({ organization_id: undefined })).toContain('wrong-shape organization_id:');
    expect(reason({ payload: { weight: 'heavy' } })).toContain('wrong-shape payload.weight:');
    // The default envelope's names mean nothing here.
    expect(reason({ timestamp: 'x', id: 7, type: 'y' })).toBe('ok');
  });

  it('gives the whole type where publishers leave its beginning out', () => {
    expect(decodeShipped({ ...shipped, event_type: 'shipped' })).toMatchObject({
      ok: true,
      event: { event_type: 'orders.shipped' },
    });
  });

  it('is written with what the publisher need not give', () => {
    const { definition } = shipping.compiled('shipped');
    expect(composeBody(definition, { organization_id: 'o1' }, atMs, 'e1')).toEqual({
      event_id: 'e1',
      event_type: 'orders.shipped',
      at,
      organization_id: 'o1',
      metadata: {},
    });
  });

  it('is typed by its own fields', () => {
    type Shipped = EventBody<'shipped', typeof shipping>;
    expectTypeOf<Shipped['event_type']>().toEqualTypeOf<'orders.shipped'>();
    expectTypeOf<Shipped['at']>().toEqualTypeOf<string>();
    expectTypeOf<Shipped['payload']>().toEqualTypeOf<
      { weight?: number | undefined; [key: string]: unknown } | undefined
    >();
    expectTypeOf<Shipped>().not.toHaveProperty('timestamp');
    const least: EventFields<'shipped', typeof shipping> = { organization_id: 'o1' };
    // @ts-expect-error the organisation is missing
    const less: EventFields<'shipped', typeof shipping> = {};
    expectTypeOf([least, less]).toBeArray();
  });
});

describe('a subject that alone carries type and ids', () => {
  const subject = 'talk.t1.by.u1.answered';

  it('gives its ids to readers, whatever the body says', () => {
    expect(decodeEvent(talks, subject, encodeJson({ at, talkId: 7 }))).toMatchObject({
      ok: true,
      event: { at, talkId: 't1', userId: 'u1' },
    });
    expect(decodeEvent(talks, subject, encodeJson({ at: atMs }))).toMatchObject({ ok: true });
    type Answered = EventBody<'answered', typeof talks>;
    expectTypeOf<Answered['talkId']>().toEqualTypeOf<string>();
    expectTypeOf<Answered['at']>().toEqualTypeOf<string | number>();
    expectTypeOf<Answered>().not.toHaveProperty('type');
  });

  it('is not repeated in what is published', () => {
    const { definition } = talks.compiled('answered');
    const fields = { talkId: 't1', userId: 'u1', data: { text: 'yes' } };
    expect(talks.subjectsOf('answered', fields)).toEqual([subject]);
    expect(composeBody(definition, fields, atMs, 'e1')).toEqual({ at, data: { text: 'yes' } });
  });

  it('can’t be one of several', () => {
    const two = event({ subject: 'a.{x}', alsoUnder: ['b.{y}'], type: 'x', data: z.any() });
    const { envelope } = talks.definitions.answered;
    expect(() => defineCatalog({ two }, { envelope })).toThrow('two');
  });
});

describe('readTime', () => {
  it.each([
    ['2026-11-22T10:00:00Z', atMs],
    ['2026-11-22T10:00:00.000000', atMs],
    ['2026-11-22 10:00', atMs],
    ['2026-11-22T12:00:00+02:00', atMs],
    ['2026-11-22T12:00:00,0+0200', atMs],
    ['2026-11-22', undefined],
    ['2026-13-22T10:00:00Z', undefined],
    ['1767225600000', undefined],
    [atMs, undefined],
    [null, undefined],
  ])('reads ISO 8601 with or without a zone: %s', (text, ms) => {
    expect(readTime(text, 'iso')).toBe(ms);
  });

  it('takes what its format says', () => {
    expect([readTime(5, 'ms'), readTime(at, 'ms')]).toEqual([5, undefined]);
    expect([readTime(5, 'iso-or-ms'), readTime(at, 'iso-or-ms')]).toEqual([5, atMs]);
  });
});

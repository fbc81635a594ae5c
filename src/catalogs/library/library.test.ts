import { describe, expect, expectTypeOf, it } from 'vitest';
import { composeBody } from '../../lib/messaging/catalog/definitions.ts';
import { decodeEvent, encodeJson } from '../../lib/messaging/catalog/codec.ts';
import { readEnvelope } from '../../lib/messaging/catalog/envelope.ts';
import type { CommandInput, EventBody, EventFields } from '../../lib/messaging/register.ts';
import { LIBRARY_STREAM, libraryCatalog, type libraryCommands } from './index.ts';

const completed = {
  event_id: 'e1',
  event_type: 'library.swap.completed',
  timestamp: '2026-11-22T10:00:00+00:00',
  source: 'library',
  swap_id: 's1',
  data: { from_entity_id: 'a', to_entity_id: 'b', drained: 3 },
  metadata: { region: 'eu' },
};
const decode = (body: object, subject = 'library.swap.completed') =>
  decodeEvent(libraryCatalog, subject, encodeJson(body));

describe('the library catalog', () => {
  it('keeps all events, and no request, in one stream', () => {
    expect(libraryCatalog.streams).toEqual([LIBRARY_STREAM]);
    expect(libraryCatalog.streamSubjects(LIBRARY_STREAM)).toEqual(
      Object.keys(libraryCatalog.definitions),
    );
    expect(libraryCatalog.streamSubjects(LIBRARY_STREAM)).toHaveLength(16);
    for (const request of ['library.swap.command', 'library.swap.validate']) {
      expect(libraryCatalog.find(request)).toBeNull();
    }
  });

  it('takes an event with the fields that it does not know', () => {
    expect(decode(completed)).toMatchObject({ ok: true, event: completed });
    const other = { event_type: 'swap.completed', metadata: null, entity_id: null };
    const decoded = decode({ ...completed, ...other });
    expect(decoded).toMatchObject({ ok: true, event: { event_type: 'library.swap.completed' } });
    if (!decoded.ok) return;
    expect(readEnvelope(decoded.envelope, decoded.event)).toMatchObject({
      id: 'e1',
      timeMs: Date.parse('2026-11-22T10:00:00Z'),
      source: 'library',
    });
  });

  it.each([
    [{ event_type: 'library.swap.failed' }, 'subject-mismatch'],
    [{ timestamp: 1_767_225_600_000 }, 'wrong-shape'],
    [{ source: undefined }, 'wrong-shape'],
    [{ event_id: undefined }, 'wrong-shape'],
    [{ data: { from_entity_id: 7 } }, 'wrong-shape'],
  ])('refuses %j', (change, reason) => {
    expect(decode({ ...completed, ...change })).toMatchObject({ ok: false, reason });
  });

  it('publishes data and metadata even where there are none', () => {
    const { definition } = libraryCatalog.compiled('library.entity.registered');
    const body = composeBody(definition, { source: 'slate', entity_id: 'a' }, 0, 'e1');
    expect(body).toEqual({
      event_id: 'e1',
      event_type: 'library.entity.registered',
      timestamp: '1970-01-01T00:00:00.000Z',
      source: 'slate',
      entity_id: 'a',
      data: {},
      metadata: {},
    });
    expect(decode(body, 'library.entity.registered')).toMatchObject({ ok: true });
  });

  it('is typed', () => {
    type Completed = EventBody<'library.swap.completed', typeof libraryCatalog>;
    expectTypeOf<Completed['event_type']>().toEqualTypeOf<'library.swap.completed'>();
    expectTypeOf<Completed['timestamp']>().toEqualTypeOf<string>();
    expectTypeOf<NonNullable<Completed['data']>['to_entity_id']>().toEqualTypeOf<
      string | undefined
    >();
    type Fields = EventFields<'library.swap.completed', typeof libraryCatalog>;
    // @ts-expect-error the source is missing
    const anonymous: Fields = { swap_id: 's1' };
    const fine: Fields = { source: 'slate', swap_id: 's1', data: { from_entity_id: 'a' } };
    expect([anonymous, fine]).toHaveLength(2);
    type Input = CommandInput<'library.swap.command', typeof libraryCommands>;
    expectTypeOf<Input['validate_only']>().toEqualTypeOf<boolean | undefined>();
  });
});

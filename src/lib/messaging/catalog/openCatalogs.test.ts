import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod/mini';
import { slateCatalog } from '../../../catalogs/slate/events.ts';
import type { SlateEventName } from '../../../catalogs/slate/register.ts';
import type { EventName } from '../register.ts';
import { defineCatalog, openCatalogs } from './catalog.ts';
import { decodeEvent, encodeJson } from './codec.ts';
import { event, type EventDefinition } from './definitions.ts';

const one = (subject: string, stream: string | null = null) =>
  event({ subject, type: 'x', data: z.looseObject({}), stream });
const good = { type: 'x', timestamp: 1 };

const shop = defineCatalog(
  { 'shop.opened': one('shop.{shopId}.opened', 'SHOP') },
  { name: 'shop', bytes: { 'shop.picture': 'shop.{shopId}.picture' } },
);

describe('openCatalogs', () => {
  const open = openCatalogs(slateCatalog, shop);

  it('finds the events of each', () => {
    expect(open.find('slate.build.log.p1')?.entry.name).toBe('build.log');
    expect(open.find('shop.s1.opened')?.entry.name).toBe('shop.opened');
    expect(open.find('shop.s1.closed')).toBeNull();
    expect(open.streams).toEqual(['SLATE_EVENTS', 'SLATE_LOGS', 'SHOP']);
    expect(open.streamsFor('shop.>')).toEqual(['SHOP']);
    expect(open.streamsFor('>')).toEqual(['SLATE_EVENTS', 'SLATE_LOGS', 'SHOP']);
    expect(open.streamSubjects('SLATE_LOGS')).toEqual(slateCatalog.streamSubjects('SLATE_LOGS'));
    expect(open.streamSubjects('SLATE_EVENTS', 'slate.build.started.p1')).toEqual([
      'slate.build.started.*',
    ]);
    expect(open.holdsBytes('shop.s1.picture') && open.holdsBytes('slate.editor.sync.u.f')).toBe(
      true,
    );
    expect(open.find('shop.s1.picture')).toBeNull();
  });

  it('lists what it was made of', () => {
    expect(open.name).toBe('slate, shop');
    expect(open.parts.map(({ name }) => name)).toEqual(['slate', 'shop']);
    expect(open.parts[1]?.definitions).toBe(shop.definitions);
  });

  it('has the types of each', () => {
    expectTypeOf<EventName<typeof open>>().toEqualTypeOf<SlateEventName | 'shop.opened'>();
    expectTypeOf(open.definitions['shop.opened']).toEqualTypeOf(shop.definitions['shop.opened']);
    expectTypeOf<keyof (typeof open)['bytes']>().toEqualTypeOf<'editor.sync' | 'shop.picture'>();
  });

  it('refuses two that claim one subject, and names both', () => {
    const other = defineCatalog({ anything: one('slate.{kind}.log.{id}') }, { name: 'other' });
    expect(() => openCatalogs(slateCatalog, other)).toThrow(/slate and other share slate\.\{kind/);
    const bytes = defineCatalog({}, { name: 'bytes', bytes: { raw: 'shop.s1.opened' } });
    expect(() => openCatalogs(shop, bytes)).toThrow(/shop and bytes share/);
  });

  it('refuses two that claim one name, and names both', () => {
    const other = defineCatalog({ 'build.log': one('other.build.log') }, { name: 'other' });
    expect(() => openCatalogs(slateCatalog, other)).toThrow(/slate and other both have build\.log/);
  });
});

describe('a hostile catalog', () => {
  it.each(['', 'a..b', 'a.*', 'a.>', 'a b.c', 'a.{x y}', 'a.{}', 'a.{x}y'])(
    'may not have the subject %j',
    (subject) => {
      expect(() => defineCatalog({ bad: one(subject) })).toThrow('is not the subject');
    },
  );

  it.each([
    ['throws', z.any().check(z.refine(() => JSON.parse('{') as boolean))],
    ['wants to be awaited', z.any().check(z.refine(() => Promise.resolve(true)))],
    ['is none', {} as never],
  ])('with a schema that %s makes a verdict', (_, data) => {
    const catalog = defineCatalog({ bad: event({ subject: 'a.b', type: 'x', data }) });
    const decoded = decodeEvent(catalog, 'a.b', encodeJson({ ...good, data: {} }));
    expect(decoded).toMatchObject({
      ok: false,
      reason: 'wrong-shape',
      detail: expect.stringMatching(/check failed: .+/),
    });
  });

  // The default time limit stands in for a figure: what tries every template takes minutes.
  it('may have 10,000 events, half of them with an id for a beginning', () => {
    const rows: Record<string, EventDefinition> = {};
    for (let n = 0; n < 5_000; n++) {
      rows[`known.${n}`] = one(`head${n}.{id}.a`, `S${n % 7}`);
      rows[`any.${n}`] = one(`{tenant}.kind${n}.b`);
    }
    const catalog = openCatalogs(slateCatalog, defineCatalog(rows, { name: 'large' }));
    const numbers = Array.from({ length: 100_000 }, (_, n) => n);
    const found = numbers.filter((n) => catalog.find(`t${n}.kind${n % 5_000}.b`) !== null);
    expect(found).toHaveLength(numbers.length);
    expect(numbers.filter((n) => catalog.find(`t${n}.kind${n % 5_000}.c`))).toEqual([]);
    const streams = numbers.flatMap((n) => catalog.streamsFor(`head${n % 5_000}.x.a`));
    expect(streams).toHaveLength(numbers.length);
    expect(catalog.streamSubjects('S0', 'head7.>')).toEqual(['head7.*.a']);
  });
});

it('opens another catalog later, beside those that are', () => {
  const catalog = defineCatalog({ a: one('a.made.{id}', 'S') }, { name: 'first' });
  expect(catalog.find('b.made.1')).toBeNull();
  catalog.add(defineCatalog({ b: one('b.made.{id}', 'S') }, { name: 'second' }));
  expect(catalog.find('b.made.1')?.entry.name).toBe('b');
  expect(catalog.streamSubjects('S')).toEqual(['a.made.*', 'b.made.*']);
  expect(catalog.parts.map(({ name }) => name)).toEqual(['first', 'second']);
  expect(Object.keys(catalog.definitions)).toEqual(['a', 'b']);
  const clash = defineCatalog({ c: one('a.{kind}.x') }, { name: 'third' });
  expect(() => catalog.add(clash)).toThrow('first');
});

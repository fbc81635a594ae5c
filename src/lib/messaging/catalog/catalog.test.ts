import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod/mini';
import { defineCatalog } from './catalog.ts';
import { event } from './definitions.ts';
import { decodeEvent, encodeJson } from './codec.ts';
import { EVENTS_STREAM, LOGS_STREAM, slateCatalog } from '../../../catalogs/slate/events.ts';

describe('slateCatalog', () => {
  it('sends a file, asset or project event under every key, once', () => {
    expect(slateCatalog.subjectsOf('file.updated', { fileId: 'f', projectId: 'p' })).toEqual([
      'slate.file.updated.f',
      'slate.file.updated.p',
    ]);
    expect(slateCatalog.subjectsOf('project.deleted', { projectId: 'p', userId: 'u' })).toEqual([
      'slate.project.deleted.p',
      'slate.project.deleted.u',
    ]);
    expect(
      slateCatalog.subjectsOf('asset.component.added', { assetId: 'a', projectId: 'p' }),
    ).toEqual(['slate.asset.component.added.a', 'slate.asset.component.added.p']);
    expect(slateCatalog.subjectsOf('file.updated', { fileId: 'x', projectId: 'x' })).toEqual([
      'slate.file.updated.x',
    ]);
    expect(slateCatalog.subjectsOf('file.updated', { fileId: 'f' })).toHaveLength(1);
    expect(slateCatalog.subjectsOf('build.log', { projectId: 'p', fileId: 'f' })).toHaveLength(1);
  });

  it('keeps in streams exactly what the design says, spelled out', () => {
    const stored = slateCatalog.streams.flatMap((stream) => slateCatalog.streamSubjects(stream));
    expect(slateCatalog.streams).toEqual([EVENTS_STREAM, LOGS_STREAM]);
    expect(stored.filter((subject) => subject.includes('>'))).toEqual([]);
    expect(
      stored.filter((subject) => /\.(editor|collab|svc)\.|runtime\.status/.test(subject)),
    ).toEqual([]);
    expect([...slateCatalog.streamSubjects(LOGS_STREAM)].sort()).toEqual([
      'slate.build.log.*',
      'slate.runtime.log.*',
    ]);
    expect([...slateCatalog.streamSubjects(EVENTS_STREAM)].sort()).toEqual([
      'slate.asset.component.added.*',
      'slate.asset.component.removed.*',
      'slate.asset.created.*',
      'slate.asset.deleted.*',
      'slate.asset.updated.*',
      'slate.build.cancelled.*',
      'slate.build.completed.*',
      'slate.build.failed.*',
      'slate.build.progress.*',
      'slate.build.queued.*',
      'slate.build.started.*',
      'slate.file.created.*',
      'slate.file.deleted.*',
      'slate.file.updated.*',
      'slate.project.created.*',
      'slate.project.deleted.*',
      'slate.project.updated.*',
      'slate.rule.matched.*',
      'slate.runtime.error.*',
      'slate.runtime.started.*',
      'slate.runtime.stopped.*',
    ]);
  });

  it('knows which streams a pattern needs', () => {
    expect(slateCatalog.streamsFor('slate.build.*.p1')).toEqual([EVENTS_STREAM, LOGS_STREAM]);
    expect(slateCatalog.streamsFor('slate.build.log.p1')).toEqual([LOGS_STREAM]);
    expect(slateCatalog.streamsFor('slate.collab.>')).toEqual([]);
    expect(slateCatalog.streamsFor('slate.runtime.status.s1')).toEqual([]);
  });

  it('forgets looked-up subjects before they fill the memory, and still finds', () => {
    for (let index = 0; index < 2_000; index++) slateCatalog.find(`slate.build.log.p${index}`);
    expect(slateCatalog.find('slate.build.log.p1')?.entry.name).toBe('build.log');
    expect(slateCatalog.find('slate.weather.sunny.p1')).toBeNull();
    expect(slateCatalog.find('slate.weather.sunny.p1')).toBeNull();
  });
});

const market = defineCatalog({
  available: event({
    subject: 'freelancer.{freelancerId}.opportunity.{projectId}.available',
    alsoUnder: ['{tenantId}.opportunities'],
    type: 'available',
    data: z.looseObject({ rate: z.number() }),
    stream: 'MARKET',
  }),
});

describe('another product’s catalog', () => {
  const ids = { freelancerId: 'f1', projectId: 'p1', tenantId: 't1' };

  it('has ids anywhere', () => {
    const subjects = market.subjectsOf('available', ids);
    expect(subjects).toEqual(['freelancer.f1.opportunity.p1.available', 't1.opportunities']);
    expect(market.streamSubjects('MARKET')).toEqual([
      'freelancer.*.opportunity.*.available',
      '*.opportunities',
    ]);
    for (const subject of subjects) {
      const body = encodeJson({ type: 'available', timestamp: 1, data: { rate: 3 }, ...ids });
      expect(decodeEvent(market, subject, body)).toMatchObject({ ok: true, name: 'available' });
    }
  });

  it('holds the subject against the body', () => {
    const body = encodeJson({ type: 'available', timestamp: 1, data: { rate: 3 }, ...ids });
    const other = 'freelancer.f1.opportunity.p2.available';
    expect(decodeEvent(market, other, body)).toMatchObject({ reason: 'subject-mismatch' });
  });

  it('is typed by its own definitions', () => {
    expectTypeOf(market.definitions.available.type).toEqualTypeOf<'available'>();
  });
});

describe('defineCatalog', () => {
  const one = (subject: string, alsoUnder: readonly string[] = []) =>
    event({ subject, alsoUnder, type: 'x', data: z.looseObject({}) });

  it.each([
    [one('a.{x}'), one('a.{y}')],
    [one('a.{x}.c'), one('a.b.{y}')],
    [one('a.b'), one('{x}.{y}')],
    [one('a.b'), one('c.d', ['a.{y}'])],
  ])('refuses two events that one subject could mean (%#)', (first, second) => {
    expect(() => defineCatalog({ first, second })).toThrow('share');
  });

  it('takes one event under several keys of the same form', () => {
    expect(() => defineCatalog({ first: one('a.{x}', ['a.{y}']) })).not.toThrow();
  });
});

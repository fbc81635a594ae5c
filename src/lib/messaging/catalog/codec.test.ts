import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEvent, encodeJson, parseJson } from './codec.ts';
import { slateCatalog } from '../../../catalogs/slate/events.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const progress = 'slate.build.progress.p1';
const good = { type: 'progress', projectId: 'p1', timestamp: 1, data: { percent: 5 } };
const decode = (subject: string, body: unknown) =>
  decodeEvent(
    slateCatalog,
    subject,
    body instanceof Uint8Array ? body : typeof body === 'string' ? bytes(body) : encodeJson(body),
  );
const reasonOf = (subject: string, body: unknown) => {
  const decoded = decode(subject, body);
  return decoded.ok ? 'ok' : decoded.reason;
};

describe('decodeEvent', () => {
  it('gives the event and its name', () => {
    expect(decode(progress, good)).toMatchObject({ ok: true, name: 'build.progress', event: good });
  });

  it('keeps fields that it does not know, at every level', () => {
    const newer = { ...good, mood: 'fine', data: { percent: 5, eta: { seconds: 3 } } };
    expect(decode(progress, newer)).toMatchObject({ ok: true, event: newer });
  });

  it.each([
    ['nothing', ''],
    ['half an object', '{"type":"progress"'],
    ['text after it', '{} {}'],
    ['NaN', '{"timestamp":NaN}'],
    ['a single quote', "{'type':1}"],
    ['a byte order mark twice', '\uFEFF\uFEFF{}'],
    ['100,000 brackets', '['.repeat(100_000)],
    ['100,000 closed brackets', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['100,000 objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    [
      'deep data',
      `{"type":"progress","projectId":"p1","timestamp":1,"data":{"x":${'['.repeat(100)}${']'.repeat(100)}}}`,
    ],
  ])('refuses %s as malformed', (_, body) => {
    expect(reasonOf(progress, body)).toBe('malformed-json');
  });

  it.each([
    ['a lone continuation byte', [0x22, 0x80, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a cut character', [0x22, 0xe2, 0x82]],
  ])('refuses bad UTF-8: %s', (_, raw) => {
    expect(reasonOf(progress, Uint8Array.from(raw))).toBe('malformed-json');
  });

  it.each([
    ['plain', '__proto__'],
    ['one escaped letter', '\\u005f_proto__'],
    ['another one', '__\\u0070roto__'],
    ['upper case escapes', '__pr\\u006Ft\\u006F\\u005F_'],
    ['all escaped', '\\u005f\\u005f\\u0070\\u0072\\u006f\\u0074\\u006f\\u005f\\u005f'],
  ])('refuses the key __proto__, %s', (_, key) => {
    const deep = `{"type":"progress","projectId":"p1","timestamp":1,"data":{"a":[{"${key}":{"polluted":1}}]}}`;
    expect(reasonOf(progress, deep)).toBe('forbidden-key');
    expect(() => parseJson(`{"${key}":1}`)).toThrow(SyntaxError);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('takes __proto__ and escapes as text', () => {
    const message = 'see __proto__ \u001b[31mred\u001b[0m p';
    const log = { type: 'log', projectId: 'p1', timestamp: 1, data: { message } };
    expect(decode('slate.build.log.p1', log)).toMatchObject({ ok: true, event: log });
  });

  it.each([
    ['percent 150', { ...good, data: { percent: 150 } }],
    ['percent -1', { ...good, data: { percent: -1 } }],
    ['percent as text', { ...good, data: { percent: '5' } }],
    ['no timestamp', { type: 'progress', projectId: 'p1' }],
    ['a negative timestamp', { ...good, timestamp: -1 }],
    ['data as text', { ...good, data: 'hi' }],
    ['an empty id', { ...good, id: '' }],
    ['an id of 10,000 characters', { ...good, id: 'x'.repeat(10_000) }],
    ['a userId as number', { ...good, userId: 7 }],
    ['an array', []],
    ['null', null],
    ['a projectId that is no token', { ...good, projectId: 'a b' }],
    ['a buildId that is no token', { ...good, data: { buildId: '../..' } }],
  ])('refuses %s as wrong shape', (_, body) => {
    expect(reasonOf(progress, body)).toBe('wrong-shape');
  });

  it.each(['1e999', '-1e999', '1e308', '99999999999999999999'])('refuses the time %s', (number) => {
    const body = `{"type":"progress","projectId":"p1","timestamp":${number}}`;
    expect(reasonOf(progress, body)).toBe('wrong-shape');
  });

  it('refuses a body that belongs to another subject', () => {
    expect(reasonOf('slate.build.progress.p2', good)).toBe('subject-mismatch');
    expect(reasonOf('slate.build.completed.p1', good)).toBe('subject-mismatch');
    const file = { type: 'updated', fileId: 'f1', projectId: 'p1', timestamp: 1 };
    expect(reasonOf('slate.file.updated.f1', file)).toBe('ok');
    expect(reasonOf('slate.file.updated.p1', file)).toBe('ok');
    expect(reasonOf('slate.file.updated.f2', file)).toBe('subject-mismatch');
    const cursor = { type: 'cursor', userId: 'u1', fileId: 'f1', timestamp: 1 };
    expect(reasonOf('slate.editor.cursor.u1.f1', cursor)).toBe('ok');
    expect(reasonOf('slate.editor.cursor.u2.f1', cursor)).toBe('subject-mismatch');
  });

  it('leaves unknown actions to newer readers', () => {
    expect(reasonOf('slate.build.exploded.p1', good)).toBe('unknown-action');
    expect(reasonOf('slate.svc.u1.build.start.p1', {})).toBe('unknown-action');
    expect(reasonOf('other.subject', 'not even JSON')).toBe('unknown-action');
  });

  it('decodes 2 MB', () => {
    const message = 'x'.repeat(2 * 1024 * 1024);
    const log = { type: 'log', projectId: 'p1', timestamp: 1, data: { message } };
    expect(reasonOf('slate.build.log.p1', log)).toBe('ok');
    expect(reasonOf('slate.build.log.p1', message)).toBe('malformed-json');
  });

  it('never throws, whatever comes', () => {
    const subjects = fc.constantFrom(
      ...Object.values(slateCatalog.definitions).map(({ subject }) =>
        subject.replaceAll(/\{\w+\}/g, 'p1'),
      ),
    );
    const nearlyGood = fc
      .record({
        key: fc.constantFrom('type', 'projectId', 'timestamp', 'id', 'data'),
        value: fc.jsonValue(),
      })
      .map(({ key, value }) => JSON.stringify({ ...good, [key]: value }));
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary' }).map(bytes),
      fc.json().map(bytes),
      nearlyGood.map(bytes),
    );
    fc.assert(
      fc.property(fc.oneof(subjects, fc.string()), body, (subject, raw) => {
        const decoded = decodeEvent(slateCatalog, subject, raw);
        if (decoded.ok) expect(decoded.event).toHaveProperty('timestamp');
        else expect(decoded.detail).not.toBe('');
      }),
      { numRuns: 3_000 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

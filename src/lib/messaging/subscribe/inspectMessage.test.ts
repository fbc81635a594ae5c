import { expect, it } from 'vitest';
import { slateCatalog } from '../../../catalogs/slate/events.ts';
import { encodeJson } from '../catalog/codec.ts';
import { inspectMessage, type Verdict } from './inspectMessage.ts';

const progress = 'slate.build.progress.p1';
const good = { type: 'progress', projectId: 'p1', timestamp: 1, data: { percent: 5 } };
const inspect = (
  subject: string,
  body: unknown,
  extras: { reply?: string; redirected?: boolean } = {},
) =>
  inspectMessage(slateCatalog, {
    subject,
    body: body instanceof Uint8Array ? body : encodeJson(body),
    reply: extras.reply,
    redirected: extras.redirected ?? false,
  });

it('names the event that a valid message is', () => {
  expect(inspect(progress, good)).toMatchObject({
    kind: 'valid',
    name: 'build.progress',
    event: good,
  });
});

const invalid = { kind: 'invalid', name: 'build.progress' } as const;

it.each<[string, unknown, Partial<Verdict>]>([
  [
    'a field of the wrong type',
    { ...good, data: { percent: 'x' } },
    {
      ...invalid,
      reason: 'wrong-shape',
      field: 'data.percent',
      detail: 'data.percent: must be number',
    },
  ],
  [
    'a number that is too large',
    { ...good, data: { percent: 4_000 } },
    { ...invalid, field: 'data.percent', detail: 'data.percent: must be at most 100' },
  ],
  [
    'a field that is missing',
    { type: 'progress', projectId: 'p1' },
    { ...invalid, reason: 'wrong-shape', field: 'timestamp' },
  ],
  [
    'another action in the body',
    { ...good, type: 'failed' },
    { ...invalid, reason: 'subject-mismatch', field: 'type' },
  ],
  [
    'another id in the body',
    { ...good, projectId: 'p2' },
    { ...invalid, reason: 'subject-mismatch', field: 'projectId' },
  ],
  ['a body that is no object', 7, { ...invalid, reason: 'wrong-shape', field: null }],
  ['no JSON', Uint8Array.of(0xff), { ...invalid, reason: 'malformed-json', field: null }],
])('names the field that is at fault: %s', (_, body, verdict) => {
  expect(inspect(progress, body)).toMatchObject(verdict);
});

it('tells what no catalog knows from what is no event', () => {
  expect(inspect('slate.build.danced.p1', good)).toEqual({ kind: 'unknown' });
  expect(inspect('weather.today', good)).toEqual({ kind: 'unknown' });
  expect(inspect('slate.runtime.status.s1', { query: 'status' }, { reply: '_INBOX.a.1' })).toEqual({
    kind: 'no-event',
    what: 'request',
  });
  expect(inspect('slate.editor.sync.u1.f1', Uint8Array.of(1))).toEqual({
    kind: 'no-event',
    what: 'bytes',
  });
});

it('takes the reply of a stored subject for the inbox of its ack', () => {
  expect(inspect(progress, good, { reply: '_INBOX.a.1' })).toMatchObject({ kind: 'valid' });
});

it('says that a consumer delivered a message, however valid it is', () => {
  expect(inspect(progress, good, { redirected: true })).toMatchObject({
    kind: 'invalid',
    reason: 'redirected',
  });
});

import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeJson } from '../catalog/codec.ts';
import { readStored } from '../history/readStored.ts';
import { publishRaw, requestRaw } from '../request/raw.ts';
import { range, Rig, withRig } from '../testing/rig.ts';
import { until } from '../testing/until.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start();
  return () => rig.end();
});
afterEach(() => rig.tidy());

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (body: Uint8Array) => new TextDecoder().decode(body);

describe('raw messages', () => {
  it('go out as they are, and are answered with headers and the time it took', async () => {
    const client = await rig.liveClient();
    const other = await rig.driver();
    other.subscribe('any.thing', ({ body, reply, headers }) => {
      if (reply === undefined) return;
      const answer = bytes(`${text(body)} ${headers?.().Trace?.[0]}`);
      other.publish(reply, answer, { headers: { Via: 'other' } });
    });
    await other.rtt();
    const seen = await rig.tap('any.>');
    await publishRaw(client, { subject: 'any.one', body: bytes('{'), headers: { Trace: 't1' } });
    await until(() => seen.length > 0);
    expect(seen[0]).toMatchObject({ subject: 'any.one', reply: undefined });
    expect(seen[0]?.headers?.()).toEqual({ Trace: ['t1'] });
    const reply = await requestRaw(client, {
      subject: 'any.thing',
      body: bytes('hi'),
      headers: { Trace: 't2' },
    });
    expect(text(reply.body)).toBe('hi t2');
    expect(reply.headers).toEqual({ Via: ['other'] });
    expect(reply.tookMs).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['a wildcard', { subject: 'a.*' }],
    ['a space', { subject: 'a b' }],
    ['a line break', { subject: 'a\r\nPUB b 0\r\n' }],
    ['JetStream’s API', { subject: '$JS.API.STREAM.PURGE.SLATE_EVENTS' }],
    ['no subject', { subject: '' }],
    ['a line break in a header', { subject: 'a', headers: { A: 'b\r\nC: d' } }],
    ['a colon in a header’s name', { subject: 'a', headers: { 'A:B': 'c' } }],
  ])('never forge protocol lines: %s', async (_, message) => {
    const client = await rig.liveClient();
    const raw = { body: new Uint8Array(), ...message };
    await expect(publishRaw(client, raw)).rejects.toMatchObject({ code: 'invalid-token' });
    await expect(requestRaw(client, raw)).rejects.toMatchObject({ code: 'invalid-token' });
  });

  it('say why they did not arrive', async () => {
    const client = await rig.liveClient();
    const message = { subject: 'nobody.here', body: new Uint8Array() };
    await expect(requestRaw(client, message)).rejects.toMatchObject({ code: 'no-responders' });
    const body = new Uint8Array(2_000_000);
    await expect(publishRaw(client, { ...message, body })).rejects.toMatchObject({
      code: 'too-large',
    });
    const mute = await rig.driver();
    mute.subscribe('nobody.here', () => {});
    await mute.rtt();
    await expect(requestRaw(client, message, 20)).rejects.toMatchObject({ code: 'timeout' });
    await client.close();
    await expect(publishRaw(client, message)).rejects.toMatchObject({ code: 'offline' });
  });
});

it('a raw message that the server refuses is denied, not sent', async () => {
  const users = `authorization {
    users: [{user: looker, password: pw, permissions: {
      publish: ["open.>"], subscribe: ["open.>", "_INBOX.looker.>"]
    }}]
  }`;
  await withRig({ config: users }, async (strict) => {
    const client = await strict.liveClient({ user: 'looker', password: 'pw' });
    const refused = { subject: 'shut.one', body: new Uint8Array() };
    await publishRaw(client, { ...refused, subject: 'open.one' });
    for (const _ of range(5)) {
      await expect(publishRaw(client, refused)).rejects.toMatchObject({ code: 'denied' });
    }
    await expect(requestRaw(client, refused)).rejects.toMatchObject({ code: 'denied' });
    const phases: string[] = [];
    client.tap('shut.>', () => {}, { onStatus: ({ phase }) => phases.push(phase) });
    await until(() => phases.includes('failed'), 'the tap is refused');
    client.tap('open.>', () => {}, { onStatus: ({ phase }) => phases.push(phase) });
    await client.flush();
    expect(phases).toEqual(['live', 'failed', 'live']);
  });
});

describe('what a stream keeps', () => {
  const read = async (pattern: string, last: number, before?: number) => {
    const client = await rig.liveClient();
    const seqs: number[] = [];
    const result = await readStored(client, {
      ...{ stream: 'SLATE_EVENTS', pattern, last, signal: AbortSignal.timeout(60_000) },
      ...(before === undefined ? {} : { before }),
      onMessage: ({ seq }) => seqs.push(seq),
    });
    return { seqs, ...result };
  };
  const consumers = async (stream: string) => {
    const { state } = await rig.api(`STREAM.INFO.${stream}`);
    return (state as { consumer_count: number }).consumer_count;
  };

  it('is read from its end, a part at a time, broken messages too, and leaves no consumer', async () => {
    const writer = await rig.liveClient();
    await rig.makeStreams(writer);
    const raw = await rig.driver();
    for (const n of range(30)) {
      const body = n === 29 ? bytes('{') : encodeJson({ n });
      raw.publish(n % 2 === 0 ? 'slate.build.started.p1' : 'slate.file.updated.f1', body);
    }
    await until(async () => (await rig.stored('SLATE_EVENTS')) === 30, 'all are stored');
    const newest = await read('slate.>', 10);
    expect(newest.seqs.at(-1)).toBe(30);
    expect(newest.isAll).toBe(false);
    const older = await read('slate.>', 100, newest.from);
    expect([...older.seqs, ...newest.seqs]).toEqual(range(30).map((n) => n + 1));
    expect(older.isAll).toBe(true);
    const builds = await read('slate.build.>', 100);
    expect(builds.seqs).toEqual(range(15).map((n) => 2 * n + 1));
    await until(async () => (await consumers('SLATE_EVENTS')) === 0, 'no consumer is left');
  });

  it('is left alone if it is a work queue: no consumer is made', async () => {
    await rig.api('STREAM.CREATE.QUEUE', {
      name: 'QUEUE',
      subjects: ['work.*'],
      retention: 'workqueue',
    });
    await rig.api('CONSUMER.CREATE.QUEUE.worker.work.*', {
      stream_name: 'QUEUE',
      config: {
        ...{ name: 'worker', durable_name: 'worker', filter_subject: 'work.*' },
        ack_policy: 'explicit',
      },
    });
    const client = await rig.liveClient();
    const reading = readStored(client, {
      ...{ stream: 'QUEUE', pattern: 'work.a', last: 10, onMessage: () => {} },
      signal: AbortSignal.timeout(60_000),
    });
    await expect(reading).rejects.toMatchObject({
      code: 'jetstream',
      message: expect.stringContaining('QUEUE is a work queue'),
    });
    expect(await consumers('QUEUE')).toBe(1);
  });
});

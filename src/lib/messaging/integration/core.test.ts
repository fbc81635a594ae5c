import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeJson, tryDecodeJson } from '../catalog/codec.ts';
import { Rig } from '../testing/rig.ts';
import type { TappedMessage } from '../types.ts';
import { until } from '../testing/until.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start();
  return () => rig.end();
});
afterEach(() => rig.tidy());

describe('publish and subscribe', () => {
  it('deliver by wildcard, each event once, however many keys it has', async () => {
    const reader = await rig.liveClient();
    const seen: string[] = [];
    reader.subscribe('slate.file.*.p1', (_, meta) => seen.push(`p1 ${meta.subject}`));
    reader.subscribe('slate.file.>', (_, meta) => seen.push(`any ${meta.subject}`));
    const writer = await rig.liveClient();
    await until(async () => {
      await writer.publish('file.updated', { fileId: 'f1', projectId: 'p1' });
      return seen.length > 0;
    });
    // Whatever else was sent before the first came has come too.
    await writer.flush();
    await reader.flush();
    expect(reader.getMetrics().duplicates).toBe(0);
    expect(new Set(seen)).toEqual(
      new Set(['p1 slate.file.updated.p1', 'any slate.file.updated.f1']),
    );
    expect(seen.filter((line) => line.startsWith('any'))).toHaveLength(
      seen.filter((line) => line.startsWith('p1')).length,
    );
  });

  it('share work within a queue group', async () => {
    const seen: number[][] = [[], []];
    for (const mine of seen) {
      const worker = await rig.liveClient();
      worker.subscribe('slate.collab.presence.p2', (event) => mine.push(Number(event.data?.n)), {
        queue: 'workers',
      });
    }
    const other: number[] = [];
    const watcher = await rig.liveClient();
    watcher.subscribe('slate.collab.presence.p2', (event) => other.push(Number(event.data?.n)));
    const writer = await rig.liveClient();
    for (let n = 0; n < 100; n++) {
      await writer.publish('collab.presence', { projectId: 'p2', data: { n } });
    }
    await until(() => other.length === 100);
    await until(() => seen.flat().length >= 100);
    expect(seen.flat().sort((a, b) => a - b)).toEqual(other);
    expect(seen.every((mine) => mine.length > 0)).toBe(true);
  });

  it('come back after a restart of the server, counted once', async () => {
    const reader = await rig.liveClient();
    const seen: number[] = [];
    reader.subscribe('slate.collab.joined.p3', (event) => seen.push(Number(event.data?.n)));
    await rig.server.restart();
    await until(() => reader.getMetrics().reconnects >= 1);
    // The server has its subscriptions when it has answered once more.
    await reader.flush();
    const writer = await rig.liveClient();
    await writer.publish('collab.joined', { projectId: 'p3', data: { n: 1 } });
    await until(() => seen.length > 0);
    await writer.publish('collab.joined', { projectId: 'p3', data: { n: 2 } });
    await until(() => seen.includes(2));
    expect(seen).toEqual([1, 2]);
  });

  it('deliver no broken message, and count it', async () => {
    const reader = await rig.liveClient();
    const seen: unknown[] = [];
    reader.subscribe('slate.>', (event) => seen.push(event));
    const raw = await rig.driver();
    const good = { type: 'joined', projectId: 'p4', timestamp: 1 };
    await until(() => {
      raw.publish('slate.collab.joined.p4', encodeJson(good));
      return seen.length > 0;
    });
    const before = reader.getMetrics();
    raw.publish('slate.collab.joined.p4', new TextEncoder().encode('{'));
    raw.publish('slate.collab.joined.p5', encodeJson(good));
    raw.publish('slate.collab.danced.p4', encodeJson(good));
    raw.publish('slate.collab.joined.p4', encodeJson({ ...good, timestamp: 99 }));
    await until(() => JSON.stringify(seen.at(-1))?.includes('99'));
    const after = reader.getMetrics();
    expect(after.invalid - before.invalid).toBe(2);
    expect(after.unknown - before.unknown).toBe(1);
    expect(after.invalidSamples.map(({ reason }) => reason)).toEqual([
      'malformed-json',
      'subject-mismatch',
    ]);
  });
});

describe('a tap', () => {
  it('brings every message with its headers and reply, over the subscription that is there', async () => {
    const reader = await rig.liveClient();
    const events: unknown[] = [];
    const tapped: TappedMessage[] = [];
    reader.subscribe('slate.collab.joined.p6', (event) => events.push(event));
    const stop = reader.tap('slate.collab.joined.p6', (message) => tapped.push(message));
    await reader.flush();
    const raw = await rig.driver();
    const good = { type: 'joined', projectId: 'p6', timestamp: 1 };
    raw.publish('slate.collab.joined.p6', new TextEncoder().encode('{'));
    raw.publish('slate.collab.joined.p6', encodeJson(good), {
      reply: '_INBOX.raw.1',
      headers: { 'ce-id': '42', traceparent: '00-ab' },
    });
    raw.publish('slate.collab.joined.p6', encodeJson(good));
    await until(() => tapped.length === 3);
    expect(tapped.map(({ body }) => tryDecodeJson(body))).toEqual([undefined, good, good]);
    expect(tapped.map(({ headers }) => headers?.())).toEqual([
      undefined,
      { 'ce-id': ['42'], traceparent: ['00-ab'] },
      undefined,
    ]);
    expect(tapped[1]).toMatchObject({ reply: '_INBOX.raw.1', redirected: false });
    expect(events).toEqual([good]);
    expect(reader.getMetrics().messagesIn).toBe(3);
    stop();
  });

  it('takes no pattern that would forge protocol lines', async () => {
    const reader = rig.client();
    expect(() => reader.tap('slate.>\r\nPUB a 0\r\n', () => {})).toThrow(
      expect.objectContaining({ code: 'invalid-token' }),
    );
  });
});

describe('a push consumer that delivers stored events to live subjects', () => {
  it.each([
    ['slate.collab.joined.victim', 'slate.collab.joined.victim'],
    ['slate.build.*.p7', 'slate.build.nonsense.p7'],
  ])('reaches no subscriber of %s, and is counted', async (pattern, deliverTo) => {
    const writer = await rig.liveClient();
    await rig.makeStreams(writer);
    await until(async () => {
      const receipt = await writer.publish(
        'build.completed',
        { projectId: 'p7' },
        { durable: true },
      );
      return receipt.outcome === 'stored';
    });
    const victim = await rig.liveClient();
    const seen: unknown[] = [];
    victim.subscribe(pattern, (event) => seen.push(event));
    await victim.flush();
    // The server starts to deliver when somebody listens to the very subject.
    await rig.tap(deliverTo);
    const name = `push_${deliverTo.replaceAll('.', '_')}`;
    const made = await rig.api(`CONSUMER.CREATE.SLATE_EVENTS.${name}.slate.build.completed.p7`, {
      stream_name: 'SLATE_EVENTS',
      config: {
        name,
        deliver_subject: deliverTo,
        filter_subject: 'slate.build.completed.p7',
        ack_policy: 'none',
        deliver_policy: 'all',
      },
    });
    expect(made).not.toHaveProperty('error');
    await until(() => victim.getMetrics().invalid > 0);
    expect(victim.getMetrics().invalidSamples[0]).toMatchObject({
      subject: 'slate.build.completed.p7',
      reason: 'redirected',
    });
    expect(seen).toEqual([]);
  });
});

describe('stored subjects', () => {
  it('reach plain subscribers too, although they carry a reply subject', async () => {
    const writer = await rig.liveClient();
    await rig.makeStreams(writer);
    const reader = await rig.liveClient();
    const seen: unknown[] = [];
    reader.subscribe('slate.build.completed.p6', (event) => seen.push(event.type));
    const tapped = await rig.tap('slate.build.completed.p6');
    await until(async () => {
      const receipt = await writer.publish(
        'build.completed',
        { projectId: 'p6' },
        { durable: true },
      );
      expect(receipt.outcome).toBe('stored');
      return seen.length > 0;
    });
    expect(seen).toContain('completed');
    await until(() => tapped.length > 0);
    expect(tapped[0]?.reply).toMatch(/^_INBOX\./);
  });
});

describe('slate.runtime.status', () => {
  it('is an event without and a request with a reply subject, and in no stream', async () => {
    const agent = await rig.liveClient();
    await rig.makeStreams(agent);
    const before = (await rig.stored('SLATE_EVENTS')) + (await rig.stored('SLATE_LOGS'));
    agent.respondWithEvent('runtime.status', { sessionId: 's1' }, () => ({
      sessionId: 's1',
      data: { state: 'running' },
    }));
    const reader = await rig.liveClient();
    const events: unknown[] = [];
    reader.subscribe('slate.runtime.status.s1', (event) => events.push(event.data?.cpuPercent));
    const raw = await rig.driver();
    const answers: string[] = [];
    raw.subscribe('_INBOX.raw.x', ({ body }) => answers.push(new TextDecoder().decode(body)));
    await until(() => {
      raw.publish('slate.runtime.status.s1', encodeJson({ query: 'status' }), {
        reply: '_INBOX.raw.x',
      });
      return answers.length > 0;
    });
    expect(answers[0]).toContain('"type":"status"');
    // An answer aimed elsewhere is not given.
    const stolen = await rig.tap('slate.build.completed.p7');
    raw.publish('slate.runtime.status.s1', encodeJson({ query: 'status' }), {
      reply: 'slate.build.completed.p7',
    });
    await agent.publish('runtime.status', { sessionId: 's1', data: { cpuPercent: 5 } });
    await until(() => events.length > 0);
    expect(events).toEqual([5]);
    expect(stolen).toEqual([]);
    expect(reader.getMetrics().invalid).toBe(0);
    expect((await rig.stored('SLATE_EVENTS')) + (await rig.stored('SLATE_LOGS'))).toBe(before);
  });
});

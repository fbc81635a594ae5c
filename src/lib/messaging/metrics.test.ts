import { describe, expect, it } from 'vitest';
import { Metrics } from './metrics.ts';

describe('Metrics', () => {
  it('counts', () => {
    const metrics = new Metrics();
    metrics.received(10, 'a.*');
    metrics.sent(5);
    metrics.add('duplicates', 2);
    expect(metrics.snapshot(0)).toMatchObject({
      messagesIn: 1,
      bytesIn: 10,
      messagesOut: 1,
      bytesOut: 5,
      duplicates: 2,
      reconnects: 0,
    });
  });

  it('counts what each subscription brings, of a bounded number of them', () => {
    const metrics = new Metrics();
    metrics.received(10, 'a.*');
    metrics.received(5, 'a.*');
    metrics.dropped('a.*');
    for (let index = 0; index < 10; index++) metrics.received(1, `_INBOX.me.${index}`);
    const [first, inboxes] = metrics.snapshot(0).flows;
    expect(first).toEqual({ pattern: 'a.*', messages: 2, bytes: 15, dropped: 1 });
    expect(inboxes).toMatchObject({ pattern: 'own inboxes', messages: 10 });
    for (let index = 0; index < 2_000; index++) metrics.received(1, `b.${index}`);
    const { flows } = metrics.snapshot(0);
    expect(flows.length).toBeLessThanOrEqual(501);
    expect(flows.reduce((sum, { messages }) => sum + messages, 0)).toBe(2_012);
  });

  it('measures the delivery of events that say when they happened', () => {
    const metrics = new Metrics();
    metrics.delivered(1_000, 1_010);
    metrics.delivered(5_000, 1_010);
    metrics.delivered(undefined, 1_010);
    metrics.measuredRtt(3);
    const { deliveryMs, rttMs, outboxDepth } = metrics.snapshot(7);
    expect([deliveryMs.count, deliveryMs.sum, rttMs.max, outboxDepth]).toEqual([2, 10, 3, 7]);
  });

  it('stays small whatever a hostile publisher sends', () => {
    const metrics = new Metrics();
    const body = new TextEncoder().encode('ü'.repeat(50_000));
    for (let index = 0; index < 2_000; index++) {
      metrics.invalid(`slate.build.log.p${index}`, 'wrong-shape', 'bad', body, index);
    }
    metrics.invalid('__proto__', 'wrong-shape', 'bad', Uint8Array.of(0xff), 1);
    const { invalid, invalidBySubject, invalidSamples } = metrics.snapshot(0);
    expect(invalid).toBe(2_001);
    expect(Object.keys(invalidBySubject)).toHaveLength(501);
    expect(Object.values(invalidBySubject).reduce((sum, n) => sum + n)).toBe(2_001);
    expect(invalidSamples).toHaveLength(100);
    expect(invalidSamples.at(-1)).toMatchObject({ subject: '__proto__', body: '\uFFFD' });
    expect(Math.max(...invalidSamples.map((sample) => sample.body.length))).toBeLessThan(2_001);
  });

  it('gives snapshots that do not change afterwards', () => {
    const metrics = new Metrics();
    const before = metrics.snapshot(0);
    metrics.invalid('s', 'wrong-shape', 'bad', new Uint8Array(), 1);
    expect(before).toMatchObject({ invalid: 0, invalidSamples: [], invalidBySubject: {} });
  });
});

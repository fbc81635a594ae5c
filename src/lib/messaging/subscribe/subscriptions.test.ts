import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DriverMessage } from '../connection/driver.ts';
import { Subscriptions } from './subscriptions.ts';
import { Metrics } from '../metrics.ts';
import { FakeClock } from '../testing/fakeClock.ts';
import { FakeDriver } from '../testing/fakeDriver.ts';

const handler = () => vi.fn<(message: DriverMessage) => void>();
let clock: FakeClock;
let driver: FakeDriver;
let errors: unknown[];
let refused: string[];
let metrics: Metrics;
let subscriptions: Subscriptions;

beforeEach(() => {
  clock = new FakeClock();
  driver = new FakeDriver();
  errors = [];
  refused = [];
  metrics = new Metrics();
  subscriptions = new Subscriptions({
    clock,
    metrics,
    onHandlerError: (error) => errors.push(error),
    onRefused: (pattern) => refused.push(pattern),
  });
  subscriptions.attach(driver);
});

describe('Subscriptions', () => {
  it('share one subscription and deliver to every handler', () => {
    const [a, b] = [handler(), handler()];
    subscriptions.add('a.*', a);
    subscriptions.add('a.*', b);
    expect(driver.patterns).toEqual(['a.*']);
    driver.deliver('a.1', {});
    expect(a).toHaveBeenCalledTimes(1);
    expect(b).toHaveBeenCalledTimes(1);
  });

  it('keep queue groups apart', () => {
    subscriptions.add('a', handler());
    subscriptions.add('a', handler(), { queue: 'workers' });
    expect([...driver.subscriptions].map(({ queue }) => queue)).toEqual([undefined, 'workers']);
  });

  it('are released a moment after the last handler left', async () => {
    const undoA = subscriptions.add('a', handler());
    const undoB = subscriptions.add('a', handler());
    undoA();
    undoA();
    await clock.advance(1_000);
    expect(driver.patterns).toEqual(['a']);
    undoB();
    expect(driver.patterns).toEqual(['a']);
    await clock.advance(250);
    expect(driver.patterns).toEqual([]);
  });

  it('leave a queue at once: other members could answer', () => {
    const undo = subscriptions.add('a', handler(), { queue: 'workers' });
    undo();
    expect(driver.patterns).toEqual([]);
    const again = handler();
    subscriptions.add('a', again, { queue: 'workers' });
    driver.deliver('a', {});
    expect(again).toHaveBeenCalledTimes(1);
  });

  it('give each message of a queue to one handler, in turns', () => {
    const [a, b] = [handler(), handler()];
    subscriptions.add('a', a, { queue: 'workers' });
    subscriptions.add('a', b, { queue: 'workers' });
    for (let n = 0; n < 4; n++) driver.deliver('a', {});
    expect([a.mock.calls.length, b.mock.calls.length]).toEqual([2, 2]);
  });

  it('take what a replaced connection still brings of a queue, until it is left', () => {
    const [worker, reader] = [handler(), handler()];
    subscriptions.add('a', worker, { queue: 'workers' });
    subscriptions.add('b', reader);
    const next = new FakeDriver();
    subscriptions.attach(null);
    subscriptions.attach(next);
    driver.deliver('a', {});
    driver.deliver('b', {});
    expect(worker).toHaveBeenCalledTimes(1);
    // The new connection brings it as well.
    expect(reader).not.toHaveBeenCalled();
    subscriptions.retire(driver);
    expect(driver.patterns).toEqual(['b']);
    expect(next.patterns).toEqual(['a', 'b']);
  });

  it('leave a queue on a replaced connection too, when the last handler leaves', () => {
    const undo = subscriptions.add('a', handler(), { queue: 'workers' });
    subscriptions.attach(null);
    subscriptions.attach(new FakeDriver());
    undo();
    expect(driver.patterns).toEqual([]);
  });

  it.each([
    ['a.*', 'a.1', 'secret.1', undefined],
    ['a.*', 'a.1', 'a.1', '$JS.ACK.S.c.1.7.3.1700000000000000000.2'],
    ['a.1', 'a.1', 'a.2', undefined],
    ['a.>', 'a.1', 'secret.1', '$JS.ACK.S.c.1.7.3.1700000000000000000.2'],
  ])('%s drops and counts what a consumer delivers to %s', (pattern, at, subject, reply) => {
    const [plain, raw] = [handler(), handler()];
    subscriptions.add(pattern, plain);
    driver.deliverTo(at, subject, {}, reply === undefined ? {} : { reply });
    expect(plain).not.toHaveBeenCalled();
    expect(metrics.snapshot(0)).toMatchObject({
      invalid: 1,
      invalidSamples: [{ subject, reason: 'redirected' }],
    });
    subscriptions.add(pattern, raw, { raw: true });
    driver.deliverTo(at, subject, {}, reply === undefined ? {} : { reply });
    expect(plain).not.toHaveBeenCalled();
    expect(raw).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ subject }), true);
    // Whoever looks on does not change what is counted.
    expect(metrics.snapshot(0).invalid).toBe(2);
  });

  it('survive StrictMode: leaving and coming back is nothing to the server', async () => {
    const subscribe = vi.spyOn(driver, 'subscribe');
    subscriptions.add('a', handler())();
    const second = handler();
    const undo = subscriptions.add('a', second);
    await clock.advance(1_000);
    driver.deliver('a', {});
    expect(second).toHaveBeenCalledTimes(1);
    expect(subscribe).toHaveBeenCalledTimes(1);
    undo();
    await clock.advance(250);
    expect(driver.patterns).toEqual([]);
  });

  it('are made once on every new connection', () => {
    subscriptions.add('a', handler());
    subscriptions.add('a', handler());
    subscriptions.add('b', handler());
    subscriptions.attach(null);
    subscriptions.add('c', handler());
    const next = new FakeDriver();
    subscriptions.attach(next);
    expect(next.patterns).toEqual(['a', 'b', 'c']);
  });

  it('deliver nothing more from a connection that was given up', () => {
    const a = handler();
    subscriptions.add('a', a);
    subscriptions.attach(null);
    driver.deliver('a', {});
    const next = new FakeDriver();
    subscriptions.attach(next);
    driver.deliver('a', {});
    expect(a).not.toHaveBeenCalled();
    next.deliver('a', {});
    expect(a).toHaveBeenCalledTimes(1);
  });

  it('go on when a handler throws', () => {
    const b = handler();
    subscriptions.add('a', () => {
      throw new Error('mine');
    });
    subscriptions.add('a', b);
    driver.deliver('a', {});
    expect(b).toHaveBeenCalledTimes(1);
    expect(errors).toHaveLength(1);
  });

  it('do not call a handler that another has just ended', () => {
    const b = handler();
    let undo = () => {};
    subscriptions.add('a', () => undo());
    undo = subscriptions.add('a', b);
    driver.deliver('a', {});
    expect(b).not.toHaveBeenCalled();
  });

  it('tell what the server refused', () => {
    subscriptions.add('secret.>', handler());
    for (const { onError } of driver.subscriptions) onError(new Error('no'));
    expect(refused).toEqual(['secret.>']);
  });

  it('wait for the next connection if this one has just ended', () => {
    driver.end();
    const a = handler();
    expect(() => subscriptions.add('a', a)).not.toThrow();
    const next = new FakeDriver();
    subscriptions.attach(next);
    next.deliver('a', {});
    expect(a).toHaveBeenCalledTimes(1);
  });

  it('end at once when closed', async () => {
    subscriptions.add('a', handler());
    subscriptions.add('b', handler())();
    subscriptions.close();
    expect(driver.patterns).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

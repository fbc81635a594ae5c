import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DriverMessage } from '../connection/driver.ts';
import { Subscriptions } from './subscriptions.ts';
import { FakeClock } from '../testing/fakeClock.ts';
import { FakeDriver } from '../testing/fakeDriver.ts';

const handler = () => vi.fn<(message: DriverMessage) => void>();
let clock: FakeClock;
let driver: FakeDriver;
let errors: unknown[];
let refused: string[];
let subscriptions: Subscriptions;

beforeEach(() => {
  clock = new FakeClock();
  driver = new FakeDriver();
  errors = [];
  refused = [];
  subscriptions = new Subscriptions({
    clock,
    onInbound: () => {},
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
    expect(subscriptions.list()).toEqual([{ pattern: 'a.*', handlers: 2 }]);
    driver.deliver('a.1', {});
    expect(a).toHaveBeenCalledTimes(1);
    expect(b).toHaveBeenCalledTimes(1);
  });

  it('keep queue groups apart', () => {
    subscriptions.add('a', handler());
    subscriptions.add('a', handler(), 'workers');
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
    expect(subscriptions.list()).toEqual([]);
  });

  it('leave a queue at once: others could answer what nobody takes here', () => {
    const undo = subscriptions.add('a', handler(), 'workers');
    undo();
    expect(driver.patterns).toEqual([]);
    const again = handler();
    subscriptions.add('a', again, 'workers');
    driver.deliver('a', {});
    expect(again).toHaveBeenCalledTimes(1);
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

import { beforeEach, describe, expect, it } from 'vitest';
import type { Driver } from './driver.ts';
import { MessagingError } from '../errors.ts';
import { type NetworkSignals, Supervisor } from './supervisor.ts';
import { FakeClock, settle } from '../testing/fakeClock.ts';
import { FakeDriver } from '../testing/fakeDriver.ts';

type Dial = { at: number; resolve: (driver: Driver) => void; reject: (error: unknown) => void };
type Signal = Parameters<Parameters<NetworkSignals['subscribe']>[0]>[0];

const offline = () => new MessagingError('offline', 'no server');
const never = () => new Promise<number>(() => {});

/** What dials do unless a test takes over. */
let answer: (dial: Dial) => void;
let clock: FakeClock;
let dials: Dial[];
let online: boolean;
let signal: (signal: Signal) => void;
let supervisor: Supervisor;
let drivers: (Driver | null)[];

beforeEach(() => {
  clock = new FakeClock();
  dials = [];
  online = true;
  drivers = [];
  answer = () => {};
  supervisor = new Supervisor({
    clock,
    random: () => 0.5,
    connect: () =>
      new Promise((resolve, reject) => {
        const dial = { at: clock.now(), resolve, reject };
        dials.push(dial);
        answer(dial);
      }),
    network: {
      isOnline: () => online,
      subscribe: (listener) => {
        signal = listener;
        return () => {
          signal = () => {};
        };
      },
    },
    onListenerError: (error) => {
      throw error;
    },
  });
  supervisor.onDriver((driver) => drivers.push(driver));
});

const status = () => supervisor.getState().status;

async function goLive(driver = new FakeDriver()): Promise<FakeDriver> {
  answer = (dial) => dial.resolve(driver);
  supervisor.start();
  await settle();
  expect(status()).toBe('live');
  answer = () => {};
  return driver;
}

describe('dialling', () => {
  it('knows the server and the round trip once live', async () => {
    const driver = await goLive();
    expect(supervisor.getState()).toMatchObject({
      serverVersion: '2.15.1',
      jetstream: 'on',
      rttMs: 1,
    });
    expect(supervisor.driver).toBe(driver);
    expect(drivers).toEqual([driver]);
  });

  it('tries about once a second for a minute, then at most 30 s apart, for ever', async () => {
    answer = (dial) => dial.reject(offline());
    supervisor.start();
    await clock.advance(60_000);
    expect(dials.length).toBeGreaterThanOrEqual(50);
    expect(dials.length).toBeLessThanOrEqual(76);
    await clock.advance(24 * 3_600_000);
    const pauses = dials.slice(1).map((dial, index) => dial.at - (dials[index]?.at ?? 0));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000);
    expect(dials.length).toBeGreaterThan(24 * 120);
    expect(status()).toBe('connecting');
  });

  it('goes on after a dial that throws, and after one that hangs', async () => {
    answer = () => {
      throw new TypeError('bad address');
    };
    supervisor.start();
    await settle();
    expect(supervisor.getState()).toMatchObject({ lastError: 'bad address' });
    answer = () => {};
    await clock.advance(1_200);
    expect(dials).toHaveLength(2);
    await clock.advance(7_300);
    expect(dials.length).toBeGreaterThanOrEqual(3);
  });

  it('closes the late driver of an older dial and never adopts it', async () => {
    supervisor.start();
    await clock.advance(7_300);
    expect(dials).toHaveLength(2);
    const late = new FakeDriver();
    dials[0]?.resolve(late);
    await settle();
    expect(late.closeCalls).toBe(1);
    expect(status()).toBe('connecting');
    const good = new FakeDriver();
    dials[1]?.resolve(good);
    await settle();
    expect(drivers).toEqual([good]);
    expect(good.closeCalls).toBe(0);
  });

  it('shows refused credentials, keeps trying gently, and recovers', async () => {
    answer = (dial) => dial.reject(new MessagingError('denied', 'Who are you?'));
    supervisor.start();
    await clock.advance(30_000);
    expect(supervisor.getState()).toMatchObject({ status: 'signed-out', reason: 'Who are you?' });
    expect(dials.length).toBeGreaterThanOrEqual(5);
    expect(dials.length).toBeLessThanOrEqual(11);
    answer = (dial) => dial.reject(offline());
    await clock.advance(5_000);
    expect(status()).toBe('signed-out');
    answer = (dial) => dial.resolve(new FakeDriver());
    await clock.advance(5_000);
    expect(status()).toBe('live');
  });
});

describe('a lost connection', () => {
  it('is dialled again within 250 ms', async () => {
    const driver = await goLive();
    await clock.advance(5_000);
    driver.end();
    await settle();
    expect(supervisor.getState()).toMatchObject({
      status: 'reconnecting',
      lastError: 'The server hung up.',
    });
    expect(drivers).toEqual([driver, null]);
    await clock.advance(250);
    expect(dials).toHaveLength(2);
  });

  it('that never held is not dialled in a frenzy', async () => {
    answer = (dial) => {
      const driver = new FakeDriver();
      dial.resolve(driver);
      clock.after(10, () => driver.end());
    };
    supervisor.start();
    await clock.advance(10_000);
    expect(dials.length).toBeLessThanOrEqual(13);
    expect(dials.length).toBeGreaterThanOrEqual(8);
  });

  it('of an older driver changes nothing', async () => {
    const first = await goLive();
    first.ping = never;
    await clock.advance(9_000);
    const second = new FakeDriver();
    dials[1]?.resolve(second);
    await settle();
    expect(status()).toBe('live');
    first.end();
    await clock.advance(1_000);
    expect(status()).toBe('live');
    expect(supervisor.driver).toBe(second);
  });
});

describe('a half-open link', () => {
  it('has brought nothing since its last message, not since it was given up', async () => {
    const driver = await goLive();
    driver.ping = never;
    await clock.advance(1_000);
    const lastInboundAt = clock.now();
    driver.inbound();
    await clock.advance(20_000);
    expect(supervisor.getState()).toMatchObject({
      status: 'reconnecting',
      silentSince: lastInboundAt,
    });
  });

  it('is given up and dialled again within 10 s, whenever it freezes', async () => {
    for (const after of [0, 10, 1_000, 3_999, 4_000, 4_001]) {
      const driver = await goLive();
      await clock.advance(after);
      driver.ping = never;
      const before = dials.length;
      await clock.advance(10_000);
      expect(dials.length).toBeGreaterThan(before);
      expect(driver.closeCalls).toBe(1);
      await supervisor.close();
      // A fresh supervisor for the next moment.
      supervisor = new Supervisor({
        clock,
        random: () => 0.5,
        connect: () =>
          new Promise((resolve, reject) => {
            const dial = { at: clock.now(), resolve, reject };
            dials.push(dial);
            answer(dial);
          }),
        onListenerError: () => {},
      });
    }
  });

  it('is noticed just as soon if messages came until it froze', async () => {
    const driver = await goLive();
    driver.ping = never;
    await clock.advance(4_500);
    driver.inbound();
    const frozenAt = clock.now();
    await clock.advance(10_000);
    expect((dials[1]?.at ?? Infinity) - frozenAt).toBeLessThanOrEqual(10_000);
  });

  it('is noticed just as soon when the time of day is set back', async () => {
    const driver = await goLive();
    driver.ping = never;
    await clock.advance(4_500);
    clock.step(-3_600_000);
    await clock.advance(10_000);
    expect(status()).not.toBe('live');
    expect(dials).toHaveLength(2);
  });

  it('differs from a slow one by what still comes in', async () => {
    const driver = await goLive();
    driver.ping = never;
    for (let second = 0; second < 60; second++) {
      await clock.advance(1_000);
      driver.inbound();
    }
    expect(status()).toBe('live');
    expect(dials).toHaveLength(1);
  });

  it('is not assumed when the thread was busy and the answer waits behind the timer', async () => {
    const driver = await goLive();
    let pong = (_: number) => {};
    driver.ping = () =>
      new Promise((resolve) => {
        pong = resolve;
      });
    await clock.advance(4_000);
    await clock.stall(9_000);
    expect(status()).toBe('live');
    pong(9_000);
    await settle();
    driver.ping = async () => 1;
    await clock.advance(20_000);
    expect(status()).toBe('live');
    expect(dials).toHaveLength(1);
  });

  it('is noticed in a hidden page too, where every timer is late', async () => {
    const driver = await goLive();
    driver.ping = never;
    for (let minute = 0; minute < 5; minute++) await clock.stall(60_000);
    expect(driver.closeCalls).toBe(1);
  });

  it('is found by a probe within 2 s, however often one asks', async () => {
    const driver = await goLive();
    driver.ping = never;
    for (let tick = 0; tick < 5; tick++) {
      supervisor.probe();
      await clock.advance(500);
    }
    expect(driver.closeCalls).toBe(1);
  });

  it('does not make a probe hasty while a ping is under way', async () => {
    const driver = await goLive();
    driver.ping = never;
    await clock.advance(4_000 + 3_000);
    supervisor.probe();
    await clock.advance(900);
    expect(driver.closeCalls).toBe(0);
    await clock.advance(200);
    expect(driver.closeCalls).toBe(1);
  });
});

describe('a server in lame duck mode', () => {
  const leave = (driver: FakeDriver) => driver.problem({ kind: 'lame-duck' });

  it('is left for the next one without a moment offline', async () => {
    const old = await goLive();
    await clock.advance(10_000);
    const states: string[] = [];
    supervisor.onState(() => states.push(status()));
    leave(old);
    leave(old);
    await clock.advance(250);
    expect(dials).toHaveLength(2);
    expect(supervisor.driver).toBe(old);
    const next = new FakeDriver({ serverName: 'next' });
    dials[1]?.resolve(next);
    await settle();
    expect(supervisor.driver).toBe(next);
    expect(supervisor.getState()).toMatchObject({ serverName: 'next', since: clock.now() });
    // Readers without history must learn of the seam.
    expect(drivers).toEqual([old, null, next]);
    expect(old.closeCalls).toBe(1);
    old.end();
    await clock.advance(10_000);
    expect(dials).toHaveLength(2);
    expect(new Set(states)).toEqual(new Set(['live']));
  });

  it('is left by queues once the next one answers, and ends when nothing is on its way', async () => {
    const steps: string[] = [];
    const pongs = new Map<string, (rttMs: number) => void>();
    const ping = (name: string) => () => {
      steps.push(`ping ${name}`);
      return new Promise<number>((resolve) => pongs.set(name, resolve));
    };
    supervisor.onRetired((driver) => steps.push(driver === old ? 'left' : 'left another'));
    const old = await goLive();
    leave(old);
    await clock.advance(250);
    const next = new FakeDriver();
    [old.ping, next.ping] = [ping('old'), ping('next')];
    dials[1]?.resolve(next);
    await settle();
    expect(steps).not.toContain('left');
    pongs.get('next')?.(1);
    await settle();
    expect(steps.slice(-2)).toEqual(['left', 'ping old']);
    expect(old.closeCalls).toBe(0);
    pongs.get('old')?.(1);
    await settle();
    expect(old.closeCalls).toBe(1);
  });

  it('is used on while there is no other, and awaited when it has ended', async () => {
    const old = await goLive();
    answer = (dial) => dial.reject(offline());
    leave(old);
    await clock.advance(10_000);
    expect(dials.length).toBeGreaterThan(5);
    expect(supervisor.driver).toBe(old);
    old.end();
    await settle();
    expect(status()).toBe('reconnecting');
    answer = (dial) => dial.resolve(new FakeDriver());
    await clock.advance(1_500);
    expect(status()).toBe('live');
    const before = dials.length;
    await clock.advance(10_000);
    expect(dials).toHaveLength(before);
  });

  it('does not keep a client from closing, nor a late connection open', async () => {
    const old = await goLive();
    leave(old);
    await clock.advance(250);
    await supervisor.close();
    const late = new FakeDriver();
    dials[1]?.resolve(late);
    await settle();
    expect(late.closeCalls).toBe(1);
    expect(status()).toBe('closed');
    expect(clock.pending).toBe(0);
  });

  it('a flush that hangs holds nothing up', async () => {
    const old = await goLive();
    old.ping = never;
    leave(old);
    await clock.advance(250);
    dials[1]?.resolve(new FakeDriver());
    await settle();
    expect(old.closeCalls).toBe(0);
    await clock.advance(2_000);
    expect(old.closeCalls).toBe(1);
  });
});

describe('a machine that slept', () => {
  const HOUR_MS = 3_600_000;

  it('checks its link at once, and replaces a dead one', async () => {
    const driver = await goLive();
    await clock.advance(1_000);
    driver.ping = never;
    clock.sleep(HOUR_MS);
    const wokeAt = clock.now();
    const before = driver.pings;
    await clock.advance(2_000);
    expect(driver.pings).toBe(before + 1);
    await clock.advance(2_500);
    expect(driver.closeCalls).toBe(1);
    expect((dials[1]?.at ?? Infinity) - wokeAt).toBeLessThanOrEqual(4_500);
  });

  it('keeps a link that answers', async () => {
    const driver = await goLive();
    clock.sleep(HOUR_MS);
    await clock.advance(20_000);
    expect(driver.closeCalls).toBe(0);
    expect(dials).toHaveLength(1);
  });

  it('does not wait for a retry that was far away', async () => {
    answer = (dial) => dial.reject(offline());
    supervisor.start();
    await clock.advance(HOUR_MS);
    const { nextRetryAt } = supervisor.getState() as { nextRetryAt: number };
    expect(nextRetryAt - clock.now()).toBeGreaterThan(3_000);
    clock.sleep(HOUR_MS);
    answer = (dial) => dial.resolve(new FakeDriver());
    await clock.advance(2_000);
    expect(status()).toBe('live');
  });

  it('is not one whose thread was busy, nor one whose page is hidden', async () => {
    const driver = await goLive();
    await clock.advance(1_000);
    const before = driver.pings;
    await clock.stall(5_000);
    for (let minute = 0; minute < 5; minute++) await clock.stall(60_000);
    // One for each minute by the link's own watch, and one when it began.
    expect(driver.pings - before).toBeLessThanOrEqual(8);
    expect(dials).toHaveLength(1);
  });
});

describe('signals', () => {
  it.each(['online', 'visible'] as const)('%s dials at once', async (which) => {
    answer = (dial) => dial.reject(offline());
    supervisor.start();
    await clock.advance(3_600_000);
    const before = dials.length;
    answer = (dial) => dial.resolve(new FakeDriver());
    signal(which);
    await settle();
    expect(dials).toHaveLength(before + 1);
    expect(status()).toBe('live');
  });

  it('visible checks a link that was left alone', async () => {
    const driver = await goLive();
    const before = driver.pings;
    signal('visible');
    expect(driver.pings).toBe(before + 1);
  });

  it('do not start a second dial beside one under way', async () => {
    supervisor.start();
    signal('online');
    signal('visible');
    supervisor.retryNow();
    expect(dials).toHaveLength(1);
  });

  it('offline is believed only without a connection', async () => {
    const driver = await goLive();
    signal('offline');
    await settle();
    expect(status()).toBe('live');
    online = false;
    driver.end();
    await settle();
    expect(status()).toBe('offline');
    online = true;
    signal('online');
    expect(status()).toBe('reconnecting');
    dials.at(-1)?.resolve(new FakeDriver());
    await settle();
    expect(status()).toBe('live');
  });
});

describe('close', () => {
  it('ends everything for good', async () => {
    const driver = await goLive();
    await supervisor.close();
    expect(status()).toBe('closed');
    expect(driver.closeCalls).toBe(1);
    expect(drivers).toEqual([driver, null]);
    supervisor.retryNow();
    supervisor.probe();
    signal('online');
    await clock.advance(3_600_000);
    expect(dials).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('ends a dial under way', async () => {
    supervisor.start();
    await supervisor.close();
    const late = new FakeDriver();
    dials[0]?.resolve(late);
    await settle();
    expect(late.closeCalls).toBe(1);
    expect(drivers).toEqual([]);
  });

  it('does not wait for a driver that hangs, nor stumble over one that throws', async () => {
    const driver = await goLive();
    driver.close = () => new Promise(() => {});
    let ended = false;
    void supervisor.close().then(() => {
      ended = true;
    });
    await clock.advance(1_000);
    expect(ended).toBe(true);
  });
});

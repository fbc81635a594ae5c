import { beforeEach, describe, expect, it } from 'vitest';
import { decodeJson } from '../catalog/codec.ts';
import { pullMessages } from './pullConsumer.ts';
import { FakeClock } from '../testing/fakeClock.ts';
import { FakeDriver } from '../testing/fakeDriver.ts';

/** Half of what one pull asks for. */
const HALF = 256 * 1024;

let clock: FakeClock;
let driver: FakeDriver;
let seen: number[];
let broken: string[];
let idle: number;
let stop: () => void;

beforeEach(() => {
  clock = new FakeClock();
  driver = new FakeDriver();
  seen = [];
  broken = [];
  idle = 0;
  begin();
});

function begin() {
  stop = pullMessages({
    driver,
    clock,
    stream: 'S',
    name: 'c',
    inbox: '_INBOX.me.c',
    onMessage: (_, { streamSeq }) => seen.push(streamSeq),
    onIdle: () => {
      idle += 1;
    },
    onBroken: (error) => broken.push(error.message),
  });
}

const pulls = () => driver.published.filter(({ subject }) => subject.includes('MSG.NEXT'));
const inbox = () => pulls().at(-1)?.reply ?? '';
const message = (consumerSeq: number, body: unknown = {}) =>
  driver.deliver(inbox(), body, { reply: `$JS.ACK.S.c.1.${consumerSeq * 10}.${consumerSeq}.1.0` });
const status = (code: number, statusText = '') =>
  driver.deliver(inbox(), new Uint8Array(), { status: code, statusText });

describe('pullMessages', () => {
  it('asks for many at once and hands them over in order', () => {
    expect(pulls()[0]).toMatchObject({ subject: '$JS.API.CONSUMER.MSG.NEXT.S.c' });
    expect(decodeJson(pulls()[0]?.body ?? new Uint8Array())).toMatchObject({
      batch: 100_000,
      max_bytes: HALF * 2,
    });
    for (const n of [1, 2, 3]) message(n);
    expect(seen).toEqual([10, 20, 30]);
  });

  it('asks again before it runs dry', () => {
    message(1, new Uint8Array(HALF / 2));
    expect(pulls()).toHaveLength(1);
    message(2, new Uint8Array(HALF / 2));
    expect(pulls()).toHaveLength(2);
    // Never more than one and a half are under way.
    message(3, new Uint8Array(HALF));
    expect(pulls()).toHaveLength(2);
    message(4, new Uint8Array(HALF));
    expect(pulls()).toHaveLength(3);
    expect(seen).toHaveLength(4);
  });

  it('asks again when a pull expires or has brought its bytes', () => {
    status(408, 'Request Timeout');
    status(409, 'Message Size Exceeds MaxBytes');
    status(409, 'Batch Completed');
    expect(pulls()).toHaveLength(4);
    expect(broken).toEqual([]);
    expect(idle).toBe(1);
  });

  it('asks for more when one message is larger than that', () => {
    const bytesOf = (index: number) =>
      decodeJson(pulls().at(index)?.body ?? new Uint8Array()) as { max_bytes: number };
    stop();
    driver = new FakeDriver({ maxPayload: 4 * HALF });
    begin();
    message(1);
    status(409, 'Message Size Exceeds MaxBytes');
    expect(bytesOf(-1).max_bytes).toBe(2 * HALF);
    status(409, 'Message Size Exceeds MaxBytes');
    expect(bytesOf(-1).max_bytes).toBe(8 * HALF);
  });

  it('does not ask twice because an older pull reports its end late', () => {
    const older = inbox();
    status(408);
    driver.deliver(older, new Uint8Array(), { status: 408 });
    expect(pulls()).toHaveLength(2);
  });

  it.each([
    [409, 'Consumer Deleted'],
    [409, 'Leadership Change'],
    [409, 'Exceeded MaxWaiting'],
    [409, 'Server Shutdown'],
    [503, 'No Responders'],
    [400, 'Bad Request'],
  ])('ends with %i %s, once', (code, text) => {
    status(code, text);
    status(code, text);
    expect(broken).toHaveLength(1);
    expect(pulls()).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('ends when a message is missing', () => {
    message(1);
    message(3);
    expect(seen).toEqual([10]);
    expect(broken).toHaveLength(1);
  });

  it('ends when the server refuses the inbox', () => {
    for (const { onError } of driver.subscriptions) onError(new Error('no'));
    expect(broken).toHaveLength(1);
  });

  it('ends when not even heartbeats come, and not while they do', async () => {
    for (let beat = 0; beat < 10; beat++) {
      await clock.advance(5_000);
      status(100, 'Idle Heartbeat');
    }
    expect(broken).toEqual([]);
    expect(idle).toBe(10);
    await clock.advance(20_000);
    expect(broken).toHaveLength(1);
  });

  it('waits for what is behind a busy thread, or a large message on a slow link', async () => {
    let pong = (_: number) => {};
    driver.ping = () => new Promise((resolve) => (pong = resolve));
    await clock.stall(60_000);
    status(100, 'Idle Heartbeat');
    pong(1);
    await clock.advance(5_000);
    expect(broken).toEqual([]);
    await clock.advance(5_000);
    pong(1);
    await clock.advance(1);
    expect(broken).toEqual(['The reader fell silent.']);
  });

  it('stops for good, also on the server', () => {
    stop();
    stop();
    expect(driver.published.at(-1)?.subject).toBe('$JS.API.CONSUMER.DELETE.S.c');
    expect(driver.patterns).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

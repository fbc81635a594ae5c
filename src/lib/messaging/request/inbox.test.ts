import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Inbox } from './inbox.ts';
import { FakeClock } from '../testing/fakeClock.ts';
import { FakeDriver } from '../testing/fakeDriver.ts';
import { rejects } from '../testing/rejects.ts';

const nothing = new Uint8Array();
let clock: FakeClock;
let driver: FakeDriver;
let inbox: Inbox;

beforeEach(() => {
  clock = new FakeClock();
  driver = new FakeDriver();
  inbox = new Inbox(driver, '_INBOX.me.r0', clock);
});

const ask = (subject = 'a', timeoutMs = 1_000) => inbox.request(subject, nothing, timeoutMs);
const replyTo = (index: number) => driver.published[index]?.reply ?? '';

describe('Inbox', () => {
  it('gives every answer to its own request', async () => {
    const [first, second] = [ask(), ask()];
    driver.deliver(replyTo(1), 2);
    driver.deliver(replyTo(0), 1);
    expect((await first).body).toEqual(new TextEncoder().encode('1'));
    expect((await second).body).toEqual(new TextEncoder().encode('2'));
    expect(clock.pending).toBe(0);
  });

  it('rejects with timeout, and ignores the answer that comes later', async () => {
    const answer = rejects(ask(), { code: 'timeout', subject: 'a' });
    await clock.advance(1_000);
    await answer;
    expect(() => driver.deliver(replyTo(0), 1)).not.toThrow();
  });

  it('rejects with no-responders at once', async () => {
    const answer = rejects(ask(), { code: 'no-responders' });
    driver.deliver(replyTo(0), nothing, { status: 503 });
    await answer;
  });

  it('rejects with denied what the role may not ask, and nothing else', async () => {
    const denied = rejects(ask('secret'), { code: 'denied' });
    const fine = ask('open');
    driver.problem({ kind: 'lame-duck' });
    driver.problem({ kind: 'denied', operation: 'subscribe', subject: 'open' });
    driver.problem({ kind: 'denied', operation: 'publish', subject: 'secret' });
    await denied;
    driver.deliver(replyTo(1), 1);
    await fine;
  });

  it('rejects with denied for good once its own subscription was refused', async () => {
    const before = rejects(ask(), { code: 'denied' });
    for (const { onError } of driver.subscriptions) onError(new Error('no'));
    await before;
    await expect(ask()).rejects.toMatchObject({ code: 'denied' });
  });

  it.each(['offline', 'closed'] as const)('rejects with %s when it ends', async (code) => {
    const before = rejects(ask(), { code, subject: 'a' });
    inbox.close(code);
    await before;
    await expect(ask()).rejects.toMatchObject({ code });
    expect(driver.patterns).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('rejects with what the driver says of the request', async () => {
    await expect(inbox.request('a', new Uint8Array(2_000), 1_000)).rejects.toMatchObject({
      code: 'too-large',
    });
    driver.end();
    await expect(ask()).rejects.toMatchObject({ code: 'offline' });
    vi.spyOn(driver, 'publish').mockImplementation(() => {
      throw new TypeError('odd');
    });
    await expect(ask()).rejects.toMatchObject({ code: 'offline' });
    expect(clock.pending).toBe(0);
  });
});

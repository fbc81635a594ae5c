import { beforeEach, describe, expect, it } from 'vitest';
import type { DriverMessage } from '../connection/driver.ts';
import { MessagingError, type MessagingErrorCode } from '../errors.ts';
import { retryRequest } from './retryRequest.ts';
import { FakeClock, settle } from '../testing/fakeClock.ts';

const TIMEOUT_MS = 8_000;

let clock: FakeClock;
let startedAt: number;
/** When each attempt was made, and its ends. */
let attempts: { at: number; answer(text: string): void; fail(code: MessagingErrorCode): void }[];
/** What attempts end with at once, unless a test takes over. */
let outcome: MessagingErrorCode | null;

beforeEach(() => {
  clock = new FakeClock();
  startedAt = clock.now();
  attempts = [];
  outcome = null;
});

const message = (subject: string): DriverMessage => ({
  subject,
  body: new Uint8Array(),
  reply: undefined,
  status: undefined,
  statusText: undefined,
});

/** Asks, and remembers how it ended. */
function ask(unanswered: 'repeat' | 'wait' = 'repeat') {
  const result: { value?: string; error?: string; atMs?: number } = {};
  void retryRequest({
    clock,
    timeoutMs: TIMEOUT_MS,
    unanswered,
    attempt: (timeoutMs) =>
      new Promise((resolve, reject) => {
        const fail = (code: MessagingErrorCode) => reject(new MessagingError(code, code));
        attempts.push({
          at: clock.now() - startedAt,
          answer: (text) => resolve(message(text)),
          fail,
        });
        if (outcome) fail(outcome);
        clock.after(timeoutMs, () => fail('timeout'));
      }),
  })
    .then(
      ({ subject }) => (result.value = subject),
      (error: MessagingError) => (result.error = error.code),
    )
    .then(() => (result.atMs = clock.now() - startedAt));
  return result;
}

const times = () => attempts.map(({ at }) => at);

describe('a request that may be repeated', () => {
  it('ends when the machine was busy past its deadline with nothing under way', async () => {
    outcome = 'offline';
    const result = ask();
    await settle();
    await clock.stall(TIMEOUT_MS + 1);
    expect(result).toMatchObject({ error: 'offline' });
  });

  it('is sent once when it is answered', async () => {
    const result = ask();
    attempts[0]?.answer('a');
    await clock.advance(20_000);
    expect(result).toEqual({ value: 'a', atMs: 0 });
    expect(attempts).toHaveLength(1);
    expect(clock.pending).toBeLessThanOrEqual(1);
  });

  it('is sent again when no answer comes, and ends in time', async () => {
    const result = ask();
    await clock.advance(20_000);
    expect(times()).toEqual([0, 2_000, 4_000, 6_000]);
    expect(result).toEqual({ error: 'timeout', atMs: TIMEOUT_MS });
  });

  it('takes the late answer of an earlier attempt', async () => {
    const result = ask();
    await clock.advance(3_000);
    attempts[0]?.answer('late');
    await settle();
    expect(result).toEqual({ value: 'late', atMs: 3_000 });
    attempts[1]?.answer('other');
    await clock.advance(20_000);
    expect(result.value).toBe('late');
    expect(attempts).toHaveLength(2);
  });

  it('waits a moment for somebody to be there', async () => {
    outcome = 'no-responders';
    const result = ask();
    await clock.advance(500);
    outcome = null;
    await clock.advance(1_000);
    attempts.at(-1)?.answer('back');
    await settle();
    expect(result.value).toBe('back');
  });

  it('soon rejects with no-responders', async () => {
    outcome = 'no-responders';
    const result = ask();
    await clock.advance(20_000);
    expect(result.error).toBe('no-responders');
    expect(result.atMs).toBeLessThanOrEqual(1_000);
    expect(attempts.length).toBeLessThan(10);
  });

  it('is a timeout when a responder received it', async () => {
    const result = ask();
    await clock.advance(1_000);
    outcome = 'no-responders';
    await clock.advance(20_000);
    expect(result).toEqual({ error: 'timeout', atMs: TIMEOUT_MS });
  });

  it('goes on over a lost connection, as long as it has time', async () => {
    const result = ask();
    attempts[0]?.fail('offline');
    outcome = 'offline';
    await clock.advance(4_000);
    outcome = null;
    await clock.advance(1_000);
    attempts.at(-1)?.answer('again');
    await settle();
    expect(result.value).toBe('again');
    attempts = [];
    outcome = 'offline';
    startedAt = clock.now();
    const hopeless = ask();
    await clock.advance(20_000);
    expect(hopeless.error).toBe('offline');
    expect(hopeless.atMs).toBeLessThanOrEqual(TIMEOUT_MS);
  });

  it.each(['denied', 'too-large', 'closed'] as const)('does not repeat %s', async (code) => {
    outcome = code;
    const result = ask();
    await clock.advance(20_000);
    expect(result).toEqual({ error: code, atMs: 0 });
    expect(attempts).toHaveLength(1);
  });
});

describe('a request that only one agent may get', () => {
  it('is repeated only while no responder has it', async () => {
    outcome = 'no-responders';
    const result = ask('wait');
    await clock.advance(500);
    outcome = null;
    await clock.advance(1_000);
    const sent = attempts.length;
    await clock.advance(20_000);
    expect(attempts).toHaveLength(sent);
    expect(result).toEqual({ error: 'timeout', atMs: TIMEOUT_MS });
  });

  it('is not repeated when the connection is lost', async () => {
    const result = ask('wait');
    attempts[0]?.fail('offline');
    await clock.advance(20_000);
    expect(result).toEqual({ error: 'offline', atMs: 0 });
    expect(attempts).toHaveLength(1);
  });
});

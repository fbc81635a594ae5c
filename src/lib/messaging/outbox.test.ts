import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MessagingError } from './errors.ts';
import { Outbox } from './outbox.ts';
import type { OutboxEntry } from './outboxLane.ts';
import { FakeClock, settle } from './testing/fakeClock.ts';
import { rejects } from './testing/rejects.ts';

const entry = (subject: string, n: number): OutboxEntry => ({
  subject,
  body: Uint8Array.of(n % 256),
  messageId: `${subject}:${n}`,
});
const offline = () => new MessagingError('offline', 'cut');

interface Sent extends OutboxEntry {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

let clock: FakeClock;
let sent: Sent[];
let outbox: Outbox;

beforeEach(() => {
  clock = new FakeClock();
  sent = [];
  outbox = new Outbox(
    clock,
    (item) =>
      new Promise<void>((resolve, reject) => {
        sent.push({ ...item, resolve, reject });
      }),
  );
});

const idsOf = (items: readonly OutboxEntry[]) => items.map(({ messageId }) => messageId);

/** Acknowledges whatever is sent until nothing more comes. */
async function ackAll(): Promise<string[]> {
  const stored: string[] = [];
  while (sent.length > 0) {
    for (const item of sent.splice(0)) {
      stored.push(item.messageId);
      item.resolve();
    }
    await settle();
  }
  return stored;
}

describe('Outbox', () => {
  it('keeps everything until there is a connection, then until the ack', async () => {
    const done = vi.fn<() => void>();
    void outbox.put(entry('a', 1)).then(done);
    expect(sent).toEqual([]);
    expect(outbox.getState()).toEqual({ queued: 1, oldestAt: clock.now() });
    outbox.resume();
    await settle();
    expect(done).not.toHaveBeenCalled();
    sent[0]?.resolve();
    await settle();
    expect(done).toHaveBeenCalledTimes(1);
    expect(outbox.getState()).toEqual({ queued: 0, oldestAt: null });
  });

  it('gives one and the same state until something changes', () => {
    expect(outbox.getState()).toBe(outbox.getState());
    const before = outbox.getState();
    void outbox.put(entry('a', 1));
    expect(outbox.getState()).not.toBe(before);
    expect(outbox.getState()).toBe(outbox.getState());
  });

  it('sends the first alone and the rest at once after its ack', async () => {
    outbox.resume();
    for (let n = 0; n < 5; n++) void outbox.put(entry('a', n));
    expect(idsOf(sent)).toEqual(['a:0']);
    sent[0]?.resolve();
    await settle();
    expect(idsOf(sent)).toEqual(['a:0', 'a:1', 'a:2', 'a:3', 'a:4']);
  });

  it('starts over from the oldest after a failure, in order, once all has settled', async () => {
    outbox.resume();
    for (let n = 0; n < 4; n++) void outbox.put(entry('a', n));
    sent.shift()?.resolve();
    await settle();
    expect(idsOf(sent)).toEqual(['a:1', 'a:2', 'a:3']);
    const [one, two, three] = sent.splice(0);
    one?.reject(offline());
    two?.resolve();
    await clock.advance(60_000);
    expect(sent).toEqual([]);
    three?.reject(offline());
    await clock.advance(100);
    expect(await ackAll()).toEqual(['a:1', 'a:3']);
    expect(outbox.getState().queued).toBe(0);
  });

  it('waits no longer because many failed together', async () => {
    outbox.resume();
    for (let n = 0; n < 300; n++) void outbox.put(entry('a', n));
    sent.shift()?.resolve();
    await settle();
    for (const item of sent.splice(0)) item.reject(new MessagingError('no-responders', 'election'));
    await clock.advance(150);
    expect(idsOf(sent)).toEqual(['a:1']);
  });

  it('sends at once when a connection comes back, whatever pause was due', async () => {
    outbox.resume();
    void outbox.put(entry('a', 1));
    for (let round = 0; round < 8; round++) {
      sent.pop()?.reject(offline());
      await clock.advance(5_000);
    }
    sent.pop()?.reject(offline());
    await settle();
    outbox.pause();
    await clock.advance(60_000);
    expect(sent).toEqual([]);
    outbox.resume();
    expect(idsOf(sent)).toEqual(['a:1']);
    await clock.advance(60_000);
    expect(idsOf(sent)).toEqual(['a:1']);
  });

  it('lets no long lane starve another', async () => {
    outbox.resume();
    for (let n = 0; n < 5_000; n++) void outbox.put(entry('long', n));
    sent.shift()?.resolve();
    await settle();
    expect(sent).toHaveLength(512);
    void outbox.put(entry('short', 1));
    void outbox.put(entry('short', 2));
    sent.shift()?.resolve();
    sent.shift()?.resolve();
    await settle();
    expect(sent.at(-1)?.subject === 'short' || sent.at(-2)?.subject === 'short').toBe(true);
  });

  it('rejects what can never be sent, and goes on with the rest', async () => {
    outbox.resume();
    const denied = rejects(outbox.put(entry('a', 1)), { code: 'denied' });
    const large = rejects(outbox.put(entry('a', 2)), { apiCode: 10_054 });
    const fine = outbox.put(entry('a', 3));
    sent.shift()?.reject(new MessagingError('denied', 'no'));
    await settle();
    sent.shift()?.reject(new MessagingError('jetstream', 'too large', { apiCode: 10_054 }));
    await settle();
    sent.shift()?.resolve();
    await Promise.all([denied, large, fine]);
    expect(outbox.getState().queued).toBe(0);
  });

  it('keeps what a full stream refuses', async () => {
    outbox.resume();
    void outbox.put(entry('a', 1));
    sent.shift()?.reject(new MessagingError('jetstream', 'maximum bytes', { apiCode: 10_077 }));
    await clock.advance(200);
    expect(idsOf(sent)).toEqual(['a:1']);
  });

  it('refuses more than an outage may pile up, and takes more when there is room', async () => {
    const large = { ...entry('a', 1), body: new Uint8Array(100 * 1024 * 1024) };
    void outbox.put(large);
    await expect(outbox.put({ ...large, messageId: 'b' })).rejects.toMatchObject({
      code: 'too-large',
    });
    outbox.resume();
    await ackAll();
    void outbox.put({ ...large, messageId: 'b' });
    expect(outbox.getState().queued).toBe(1);
  });

  it('tells when it is drained, or that it took too long', async () => {
    const done: string[] = [];
    await outbox.drained(1_000);
    void outbox.put(entry('a', 1));
    void outbox.drained(1_000).then(() => done.push('short'));
    void outbox.drained(10_000).then(() => done.push('long'));
    await clock.advance(1_000);
    expect(done).toEqual(['short']);
    outbox.resume();
    await ackAll();
    expect(done).toEqual(['short', 'long']);
    expect(clock.pending).toBe(0);
  });

  it('rejects everything when closed, also what comes later', async () => {
    outbox.resume();
    const underWay = outbox.put(entry('a', 1));
    const waits = outbox.put(entry('a', 2));
    const drained = outbox.drained(10_000);
    outbox.close();
    await expect(underWay).rejects.toMatchObject({ code: 'closed' });
    await expect(waits).rejects.toMatchObject({ code: 'closed' });
    await expect(outbox.put(entry('a', 3))).rejects.toMatchObject({ code: 'closed' });
    await drained;
    sent[0]?.resolve();
    await settle();
    expect(outbox.getState()).toEqual({ queued: 0, oldestAt: null });
    expect(clock.pending).toBe(0);
  });
});

/**
 * A stream that drops known ids, behind a link that fails in four ways: the message is lost with
 * all that follows it (TCP keeps order), the ack is lost, the whole connection is cut, or nobody
 * is there to store anything for a while.
 */
describe('under random failures', () => {
  const fate = fc.constantFrom('stored', 'stored', 'stored', 'ack-lost', 'cut', 'absent');

  it('everything is stored exactly once and in order per subject', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate, { minLength: 1, maxLength: 60 }),
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 80 }),
        async (fates, subjects) => {
          const ticks = new FakeClock();
          const stored: string[] = [];
          let step = 0;
          let connected = true;
          const box: Outbox = new Outbox(ticks, async (item) => {
            // The server is a round trip away, and messages of one connection keep their order.
            const happens = fates[step++] ?? 'stored';
            if (!connected) throw offline();
            if (happens === 'absent') throw new MessagingError('no-responders', 'nobody');
            if (happens === 'cut') {
              connected = false;
              box.pause();
              ticks.after(500, () => {
                connected = true;
                box.resume();
              });
              throw offline();
            }
            if (!stored.includes(item.messageId)) stored.push(item.messageId);
            await Promise.resolve();
            if (happens === 'ack-lost') throw new MessagingError('timeout', 'no ack');
          });
          const puts = subjects.map((subject, n) => box.put(entry(subject, n)));
          box.resume();
          for (let wait = 0; box.getState().queued > 0; wait++) {
            expect(wait).toBeLessThan(500);
            await ticks.advance(5_000);
          }
          await Promise.all(puts);
          expect(new Set(stored).size).toBe(subjects.length);
          for (const subject of new Set(subjects)) {
            const order = stored.filter((id) => id.startsWith(subject));
            const wanted = subjects.flatMap((s, n) => (s === subject ? [`${s}:${n}`] : []));
            // Where a server refuses one message and stores the next of the same burst, order
            // can't be kept; the lane goes one by one until a first ack, so it takes two failures.
            if (fates.includes('absent')) expect(order.toSorted()).toEqual(wanted.toSorted());
            else expect(order).toEqual(wanted);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('a stream that comes into being while a burst waits stores it in order', async () => {
    outbox.resume();
    for (let n = 0; n < 20; n++) void outbox.put(entry('a', n));
    for (let round = 0; round < 3; round++) {
      expect(sent).toHaveLength(1);
      sent.shift()?.reject(new MessagingError('no-responders', 'no stream'));
      await clock.advance(5_000);
    }
    expect(await ackAll()).toEqual(Array.from({ length: 20 }, (_, n) => `a:${n}`));
  });
});

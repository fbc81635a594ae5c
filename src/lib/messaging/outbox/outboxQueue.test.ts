import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MessagingError } from '../errors.ts';
import type { Settlement } from './outboxLane.ts';
import { OutboxQueue } from './outboxQueue.ts';
import type { OutboxEntry } from './outboxStorage.ts';
import { FakeClock, settle } from '../testing/fakeClock.ts';
import { rejects } from '../testing/rejects.ts';

const entry = (subject: string, n: number): OutboxEntry => ({
  subject,
  body: Uint8Array.of(n % 256),
  messageId: `${subject}:${n}`,
  stream: subject.startsWith('log') ? 'LOGS' : 'EVENTS',
  queuedAt: 1_700_000_000_000,
});
const offline = () => new MessagingError('offline', 'cut');

interface Sent extends OutboxEntry {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

let clock: FakeClock;
let sent: Sent[];
let shown: OutboxEntry[];
let checked: string[][];
let known: Set<string>;
let outbox: OutboxQueue;
/** How many are put and not settled. */
let open = 0;

beforeEach(() => {
  clock = new FakeClock();
  sent = [];
  shown = [];
  checked = [];
  known = new Set();
  open = 0;
  outbox = new OutboxQueue({
    clock,
    send: (item) =>
      new Promise<void>((resolve, reject) => {
        sent.push({ ...item, resolve, reject });
      }),
    sendLive: (item) => void shown.push(item),
    findStored: async (entries) => {
      checked.push(entries.map(({ messageId }) => messageId));
      return known;
    },
    waitsForStream: ({ stream }) => stream !== 'LOGS',
  });
});

/** Puts a new entry; resolves with its end, or with 'parked' if that comes first. */
function put(item: OutboxEntry, queue = outbox): Promise<string> {
  open += 1;
  return new Promise((resolve, reject) => queue.add(item, watcher(resolve, reject)));
}

function watcher(
  resolve: (end: string) => void = () => {},
  reject: (e: unknown) => void = () => {},
) {
  return {
    onParked: () => resolve('parked'),
    onSettled: (settlement: Settlement) => {
      open -= 1;
      if (settlement.kind === 'refused') reject(settlement.error);
      else resolve(settlement.kind);
    },
  };
}

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

describe('OutboxQueue', () => {
  it('keeps everything until there is a connection, then until the ack', async () => {
    const done = vi.fn<() => void>();
    void put(entry('a', 1)).then(done);
    expect(sent).toEqual([]);
    expect(outbox.oldestAt).toBe(clock.now());
    outbox.open('stream');
    await settle();
    expect(done).not.toHaveBeenCalled();
    sent[0]?.resolve();
    await settle();
    expect(done).toHaveBeenCalledTimes(1);
    expect([open, outbox.oldestAt]).toEqual([0, null]);
  });

  it('sends the first alone and the rest at once after its ack', async () => {
    outbox.open('stream');
    for (let n = 0; n < 5; n++) void put(entry('a', n));
    expect(idsOf(sent)).toEqual(['a:0']);
    sent[0]?.resolve();
    await settle();
    expect(idsOf(sent)).toEqual(['a:0', 'a:1', 'a:2', 'a:3', 'a:4']);
  });

  it('starts over from the oldest after a failure, in order, once all has settled', async () => {
    outbox.open('stream');
    for (let n = 0; n < 4; n++) void put(entry('a', n));
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
    expect(open).toBe(0);
  });

  it('waits no longer because many failed together', async () => {
    outbox.open('stream');
    for (let n = 0; n < 300; n++) void put(entry('a', n));
    sent.shift()?.resolve();
    await settle();
    for (const item of sent.splice(0)) item.reject(new MessagingError('no-responders', 'election'));
    await clock.advance(150);
    expect(idsOf(sent)).toEqual(['a:1']);
  });

  it('sends at once when a connection comes back, whatever pause was due', async () => {
    outbox.open('stream');
    void put(entry('a', 1));
    for (let round = 0; round < 8; round++) {
      sent.pop()?.reject(offline());
      await clock.advance(5_000);
    }
    sent.pop()?.reject(offline());
    await settle();
    outbox.pause();
    await clock.advance(60_000);
    expect(sent).toEqual([]);
    outbox.open('stream');
    await settle();
    expect(idsOf(sent)).toEqual(['a:1']);
    await clock.advance(60_000);
    expect(idsOf(sent)).toEqual(['a:1']);
  });

  it('lets no long lane starve another', async () => {
    outbox.open('stream');
    for (let n = 0; n < 5_000; n++) void put(entry('long', n));
    sent.shift()?.resolve();
    await settle();
    expect(sent).toHaveLength(512);
    void put(entry('short', 1));
    void put(entry('short', 2));
    sent.shift()?.resolve();
    sent.shift()?.resolve();
    await settle();
    expect(sent.at(-1)?.subject === 'short' || sent.at(-2)?.subject === 'short').toBe(true);
  });

  it('rejects what can never be sent, and goes on with the rest', async () => {
    outbox.open('stream');
    const denied = rejects(put(entry('a', 1)), { code: 'denied' });
    const large = rejects(put(entry('a', 2)), { apiCode: 10_054 });
    const fine = put(entry('a', 3));
    sent.shift()?.reject(new MessagingError('denied', 'no'));
    await settle();
    sent.shift()?.reject(new MessagingError('jetstream', 'too large', { apiCode: 10_054 }));
    await settle();
    sent.shift()?.resolve();
    await Promise.all([denied, large, fine]);
    expect(open).toBe(0);
  });

  it('keeps what a full stream refuses', async () => {
    outbox.open('stream');
    void put(entry('a', 1));
    sent.shift()?.reject(new MessagingError('jetstream', 'maximum bytes', { apiCode: 10_077 }));
    await clock.advance(200);
    expect(idsOf(sent)).toEqual(['a:1']);
  });
});

describe('what may be in the stream already', () => {
  it('is looked up before it is sent again, and not sent if it is there', async () => {
    outbox.open('stream');
    const first = put(entry('a', 1));
    const second = put(entry('a', 2));
    sent.shift()?.reject(offline());
    known.add('a:1');
    await clock.advance(100);
    await expect(first).resolves.toBe('stored');
    expect(checked).toEqual([['a:1']]);
    expect(await ackAll()).toEqual(['a:2']);
    await second;
  });

  it('of an earlier life is looked up all at once, before anything new', async () => {
    const items = [1, 2, 3].map((n) => ({ entry: entry('a', n), watcher: watcher() }));
    outbox.open('stream');
    open = 3;
    outbox.restore(items);
    void put(entry('a', 4));
    known.add('a:2');
    await settle();
    expect(checked).toEqual([['a:1', 'a:2', 'a:3']]);
    expect(await ackAll()).toEqual(['a:1', 'a:3', 'a:4']);
    expect(open).toBe(0);
  });

  it('is looked up again when that failed', async () => {
    outbox = new OutboxQueue({
      clock,
      send: async (item) => void sent.push({ ...item, resolve: () => {}, reject: () => {} }),
      sendLive: () => {},
      findStored: async () => {
        checked.push([]);
        if (checked.length === 1) throw offline();
        return known;
      },
      waitsForStream: () => true,
    });
    outbox.restore([{ entry: entry('a', 1), watcher: watcher() }]);
    outbox.open('stream');
    await settle();
    expect([checked.length, sent.length]).toEqual([1, 0]);
    await clock.advance(100);
    expect(idsOf(sent)).toEqual(['a:1']);
  });
});

describe('without JetStream', () => {
  it('shows each entry once, keeps those of state, and stores them in order later', async () => {
    outbox.open('live-only');
    const ends = [put(entry('a', 1)), put(entry('log', 1)), put(entry('a', 2))];
    expect(await Promise.all(ends)).toEqual(['parked', 'sent', 'parked']);
    expect(idsOf(shown)).toEqual(['a:1', 'log:1', 'a:2']);
    expect([outbox.parked, open]).toEqual([2, 2]);
    outbox.pause();
    outbox.open('live-only');
    expect(shown).toHaveLength(3);
    void put(entry('a', 3));
    outbox.pause();
    outbox.open('stream');
    expect(outbox.parked).toBe(0);
    await settle();
    expect(await ackAll()).toEqual(['a:1', 'a:2', 'a:3']);
    expect(open).toBe(0);
  });

  it('does not show what an earlier life left, and drops none of it', async () => {
    outbox.restore([
      { entry: entry('a', 1), watcher: watcher() },
      { entry: entry('log', 1), watcher: watcher() },
    ]);
    outbox.open('live-only');
    expect([shown.length, outbox.parked]).toEqual([0, 2]);
    outbox.open('stream');
    await settle();
    expect(await ackAll()).toEqual(['a:1', 'log:1']);
  });

  it('shows what a lost connection left under way', async () => {
    outbox.open('stream');
    for (let n = 0; n < 3; n++) void put(entry('a', n));
    sent.shift()?.resolve();
    await settle();
    outbox.pause();
    outbox.open('live-only');
    for (const item of sent.splice(0)) item.reject(offline());
    await clock.advance(1_000);
    expect(idsOf(shown)).toEqual(['a:1', 'a:2']);
    expect(outbox.parked).toBe(2);
    outbox.open('stream');
    await settle();
    expect(await ackAll()).toEqual(['a:1', 'a:2']);
  });

  it('waits for the next connection when the present one is gone', async () => {
    let gone = true;
    outbox = new OutboxQueue({
      clock,
      send: async () => {},
      sendLive: (item) => {
        if (gone) throw offline();
        shown.push(item);
      },
      findStored: async () => known,
      waitsForStream: () => true,
    });
    outbox.open('live-only');
    void put(entry('a', 1));
    expect(outbox.route).toBe('none');
    gone = false;
    outbox.open('live-only');
    expect(idsOf(shown)).toEqual(['a:1']);
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
          open = 0;
          const ticks = new FakeClock();
          const stored: string[] = [];
          let step = 0;
          let connected = true;
          const send = async (item: OutboxEntry): Promise<void> => {
            // The server is a round trip away, and messages of one connection keep their order.
            const happens = fates[step++] ?? 'stored';
            if (!connected) throw offline();
            if (happens === 'absent') throw new MessagingError('no-responders', 'nobody');
            if (happens === 'cut') {
              connected = false;
              box.pause();
              ticks.after(500, () => {
                connected = true;
                box.open('stream');
              });
              throw offline();
            }
            if (!stored.includes(item.messageId)) stored.push(item.messageId);
            await Promise.resolve();
            if (happens === 'ack-lost') throw new MessagingError('timeout', 'no ack');
          };
          const box = new OutboxQueue({
            clock: ticks,
            send,
            sendLive: () => {},
            findStored: async () => new Set(),
            waitsForStream: () => true,
          });
          const puts = subjects.map((subject, n) => put(entry(subject, n), box));
          box.open('stream');
          for (let wait = 0; open > 0; wait++) {
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
    outbox.open('stream');
    for (let n = 0; n < 20; n++) void put(entry('a', n));
    for (let round = 0; round < 3; round++) {
      expect(sent).toHaveLength(1);
      sent.shift()?.reject(new MessagingError('no-responders', 'no stream'));
      await clock.advance(5_000);
    }
    expect(await ackAll()).toEqual(Array.from({ length: 20 }, (_, n) => `a:${n}`));
  });
});

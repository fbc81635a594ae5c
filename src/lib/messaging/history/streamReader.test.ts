import { beforeEach, describe, expect, it } from 'vitest';
import type { FollowFrom, FollowState, Gap } from '../types.ts';
import { MessagingError } from '../errors.ts';
// Loaded on demand, which must not take a turn of the fake clock.
import './mergedRead.ts';
import { StreamReader } from './streamReader.ts';
import { FakeClock, settle } from '../testing/fakeClock.ts';
import { fakeContext } from '../testing/fakeContext.ts';
import { FakeDriver } from '../testing/fakeDriver.ts';
import { FakeStream } from '../testing/fakeStream.ts';

let clock: FakeClock;
let stream: FakeStream;
let seen: number[];
let ages: number[];
let states: FollowState[];
let gaps: Gap['reason'][];
let onSeen: () => void;
let driver: FakeDriver | null;

beforeEach(() => {
  clock = new FakeClock();
  stream = new FakeStream();
  seen = [];
  ages = [];
  states = [];
  gaps = [];
  driver = null;
  onSeen = () => {};
});

function open(from: FollowFrom): StreamReader {
  return new StreamReader({
    context: fakeContext(clock, stream.ask, () => driver),
    stream: 'S',
    filter: 'a.*.p1',
    fallback: { parts: ['a.x.p1', 'a.y.p1'], wider: 'a.>' },
    from,
    onMessage: (_, { streamSeq, ageMs }) => {
      seen.push(streamSeq);
      ages.push(ageMs);
      onSeen();
    },
    onState: (state) => states.push(state),
    onGap: ({ reason }) => gaps.push(reason),
  });
}

async function attach(reader: StreamReader): Promise<FakeDriver> {
  const opened = stream.serve(new FakeDriver());
  driver = opened;
  reader.attach(opened);
  // Looking for the last n takes many round trips.
  for (let turn = 0; turn < 10; turn++) await settle();
  return opened;
}

const store = (count: number, subject = 'a.x.p1') => {
  for (let n = 0; n < count; n++) stream.store(subject, { n });
};
const inboxOf = (of: FakeDriver) => of.patterns.at(-1)?.replace('.*', '') ?? '';
const phases = () => states.map(({ phase }) => phase);

describe('StreamReader', () => {
  it('replays, then goes on live, and resumes after the last message it saw', async () => {
    store(3);
    const reader = open('all');
    await attach(reader);
    expect(phases()).toEqual(['loading', 'live']);
    store(1);
    reader.attach(null);
    store(2);
    await attach(reader);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    expect(gaps).toEqual([]);
  });

  it.each([-3_600_000, 0, 3_600_000])(
    'reports how old a message is, by the clock of the server (ours is %i ms off)',
    async (off) => {
      stream.consumerCreated = '2023-11-14T22:18:20Z';
      await clock.advance(Date.parse(stream.consumerCreated) + off - clock.now());
      store(1);
      await attach(open('all'));
      await clock.advance(1_000);
      store(1);
      expect(ages).toEqual([300_000, 301_000]);
    },
  );

  it.each<[FollowFrom, number[]]>([
    ['new', [11, 12]],
    [{ last: 2 }, [9, 10, 11, 12]],
    [{ last: 0 }, [11, 12]],
    [{ seq: 9 }, [9, 10, 11, 12]],
    [{ seq: 11 }, [11, 12]],
  ])(
    'from %j loses and repeats nothing if cut off before the first message',
    async (from, wanted) => {
      store(10);
      const reader = open(from);
      await attach(reader);
      const first = seen.splice(0);
      reader.attach(null);
      store(2);
      await attach(reader);
      expect([...first, ...seen]).toEqual(wanted);
      expect(gaps).toEqual([]);
    },
  );

  it('says at once that it waits when its consumer breaks, and goes on after what it read', async () => {
    store(2);
    const reader = open('all');
    const first = await attach(reader);
    expect(phases().at(-1)).toBe('live');
    stream.failure = new MessagingError('timeout', 'no answer');
    first.deliver(`${inboxOf(first)}.1`, new Uint8Array(), {
      status: 409,
      statusText: 'Consumer Deleted',
    });
    expect(phases().at(-1)).toBe('waiting');
    stream.failure = null;
    store(1);
    await clock.advance(10_000);
    expect(seen).toEqual([1, 2, 3]);
    expect(phases().at(-1)).toBe('live');
  });

  describe('from last-per-subject', () => {
    it('reads the last of each subject, then all that is new, across reconnects', async () => {
      store(3, 'a.x.p1');
      store(3, 'a.y.p1');
      const reader = open('last-per-subject');
      await attach(reader);
      expect(seen.splice(0)).toEqual([3, 6]);
      store(2, 'a.x.p1');
      reader.attach(null);
      store(2, 'a.x.p1');
      await attach(reader);
      expect(seen).toEqual([7, 8, 9, 10]);
      expect(gaps).toEqual([]);
    });

    it('cut off among them, reads no history in between and no message twice', async () => {
      for (const subject of ['a.x.p1', 'a.y.p1', 'a.z.p1']) store(3, subject);
      const reader = open('last-per-subject');
      onSeen = () => reader.attach(null);
      await attach(reader);
      expect(seen).toEqual([3]);
      onSeen = () => {};
      store(1, 'a.x.p1');
      await attach(reader);
      expect(seen).toEqual([3, 6, 9, 10]);
    });

    it('begins again in a recreated stream', async () => {
      store(3);
      const reader = open('last-per-subject');
      await attach(reader);
      reader.attach(null);
      stream.recreate();
      store(2);
      await attach(reader);
      expect(seen).toEqual([3, 2]);
      expect(gaps).toEqual(['stream-recreated']);
    });
  });

  it('last n over a subject with no message yet still gets all that come', async () => {
    store(50, 'a.x.other');
    const reader = open({ last: 5 });
    await attach(reader);
    reader.attach(null);
    store(20);
    await attach(reader);
    expect(seen).toHaveLength(20);
  });

  it('reports once what has expired, but not that of others', async () => {
    store(2);
    const reader = open('all');
    await attach(reader);
    store(10, 'b.other');
    reader.attach(null);
    stream.purge(3);
    await attach(reader);
    expect(gaps).toEqual([]);
    reader.attach(null);
    store(5);
    stream.purge(16);
    await attach(reader);
    reader.attach(null);
    await attach(reader);
    expect(gaps).toEqual(['expired']);
    expect(seen).toEqual([1, 2, 16, 17]);
  });

  it.each<FollowFrom>(['all', 'new', { last: 1 }])(
    'reads a recreated stream from its beginning (%j)',
    async (from) => {
      store(5);
      const reader = open(from);
      await attach(reader);
      seen.length = 0;
      reader.attach(null);
      stream.recreate();
      store(3);
      await attach(reader);
      expect(gaps).toEqual(['stream-recreated']);
      expect(seen).toEqual([1, 2, 3]);
    },
  );

  it('waits for a leader that has not caught up, and believes one that stays behind', async () => {
    store(5);
    const reader = open('all');
    await attach(reader);
    reader.attach(null);
    stream.lastSeq = 3;
    await attach(reader);
    await clock.advance(1_000);
    stream.lastSeq = 5;
    await clock.advance(1_000);
    expect(phases().at(-1)).toBe('live');
    expect(gaps).toEqual([]);

    reader.attach(null);
    stream.truncate(3);
    await attach(reader);
    expect(gaps).toEqual([]);
    await clock.advance(5_000);
    expect(gaps).toEqual(['stream-recreated']);
    expect(seen).toEqual([1, 2, 3, 4, 5, 1, 2, 3]);
  });

  it.each<[FollowFrom, number[]]>([
    [{ last: 3 }, [7, 8, 10]],
    [{ seq: 6 }, [7, 8, 10]],
    ['all', [1, 3, 5, 7, 8, 10]],
  ])(
    'reads from %j part by part where the server refuses its filter, then what comes by a wider one',
    async (from, wanted) => {
      stream.refuses = (filter) => filter === 'a.*.p1';
      for (const subject of ['x.p1', 'x.p2', 'y.p1', 'x.p2', 'x.p1', 'x.p2', 'y.p1', 'x.p1']) {
        store(1, `a.${subject}`);
      }
      store(1, 'a.y.p2');
      store(1, 'a.y.p1');
      const reader = open(from);
      await attach(reader);
      expect(phases()).toEqual(['loading', 'live']);
      expect(seen).toEqual(wanted);
      store(1);
      reader.attach(null);
      store(1, 'a.y.p1');
      await attach(reader);
      expect(seen).toEqual([...wanted, 11, 12]);
      expect(stream.starts.at(-1)).toMatchObject({ filter_subject: 'a.>', opt_start_seq: 13 });
    },
  );

  it('fails with a reason when both are refused, and tries again gently', async () => {
    stream.refuses = () => true;
    await attach(open('all'));
    expect(phases()).toEqual(['failed']);
    const asked = stream.asked.length;
    await clock.advance(20_000);
    // The stream and both parts, every 2 s.
    expect(stream.asked.length - asked).toBeLessThanOrEqual(33);
    stream.refuses = () => false;
    await clock.advance(2_000);
    for (let turn = 0; turn < 10; turn++) await settle();
    expect(phases().at(-1)).toBe('live');
  });

  it('waits live-only for a stream, and an election patiently', async () => {
    stream.failure = new MessagingError('jetstream', 'no', { apiCode: 10_059 });
    const reader = open('all');
    await attach(reader);
    expect(states).toEqual([{ phase: 'live-only', reason: 'no-stream' }]);
    stream.failure = null;
    await clock.advance(2_000);
    expect(phases().at(-1)).toBe('live');

    reader.stop();
    states = [];
    stream.failure = new MessagingError('no-responders', 'election');
    await attach(open('all'));
    await clock.advance(29_000);
    expect(states).toEqual([]);
    await clock.advance(2_000);
    expect(states.at(-1)).toEqual({ phase: 'live-only', reason: 'no-jetstream' });
    stream.failure = null;
    await clock.advance(2_000);
    expect(phases().at(-1)).toBe('live');
  });

  it('is live-only at once where the server has no JetStream', async () => {
    open('all').attach(new FakeDriver({ jetstream: false }));
    expect(states).toEqual([{ phase: 'live-only', reason: 'no-jetstream' }]);
    expect(stream.asked).toEqual([]);
  });

  it('begins again when the consumer ends, at once but not in a frenzy', async () => {
    store(2);
    const driver = await attach(open('all'));
    await clock.advance(5_000);
    const end = () => {
      const inbox = driver.published.findLast(({ reply }) => reply)?.reply ?? '';
      driver.deliver(inbox, new Uint8Array(), { status: 409, statusText: 'Consumer Deleted' });
    };
    const created = () => stream.starts.length;
    end();
    await settle();
    expect(created()).toBe(2);
    end();
    await settle();
    expect(created()).toBe(2);
    await clock.advance(2_000);
    expect(created()).toBe(3);
    store(1);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('is live once the server says that nothing waits, though it announced more', async () => {
    store(3);
    const reader = open('all');
    const silent = stream.serve(new FakeDriver());
    silent.onPublish = () => {};
    driver = silent;
    reader.attach(silent);
    await settle();
    expect(phases()).toEqual(['loading']);
    const inbox = silent.published.findLast(({ reply }) => reply)?.reply ?? '';
    silent.deliver(inbox, new Uint8Array(), { status: 100, statusText: 'Idle Heartbeat' });
    expect(phases()).toEqual(['loading', 'live']);
  });

  it('ignores answers to a connection that was given up', async () => {
    store(3);
    const reader = open('all');
    reader.attach(stream.serve(new FakeDriver()));
    reader.attach(null);
    await settle();
    expect(states).toEqual([]);
    expect(seen).toEqual([]);
    reader.stop();
    expect(clock.pending).toBe(0);
  });
});

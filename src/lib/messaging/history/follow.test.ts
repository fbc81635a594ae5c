import { beforeEach, describe, expect, it } from 'vitest';
import { defineCatalog } from '../catalog/catalog.ts';
import { event } from '../catalog/definitions.ts';
import type { FollowFrom } from '../types.ts';
import { MessagingError } from '../errors.ts';
import { Decoder } from '../subscribe/eventReceiver.ts';
import { anyData } from '../../../catalogs/slate/eventData.ts';
import { Follow } from './follow.ts';
import { Metrics } from '../metrics.ts';
import { Subscriptions } from '../subscribe/subscriptions.ts';
import { FakeClock, settle } from '../testing/fakeClock.ts';
import { fakeContext } from '../testing/fakeContext.ts';
import { FakeDriver } from '../testing/fakeDriver.ts';
import { FakeStream } from '../testing/fakeStream.ts';

const catalog = defineCatalog({
  said: event({ subject: 'a.said.{room}', type: 'said', data: anyData, stream: 'S' }),
  joined: event({ subject: 'b.joined.{room}', type: 'joined', data: anyData, stream: null }),
  left: event({ subject: 'b.left.{room}', type: 'left', data: anyData, stream: null }),
});
const subject = 'a.said.p1';

let clock: FakeClock;
let stream: FakeStream;
let subscriptions: Subscriptions;
let seen: unknown[];
let driver: FakeDriver;

beforeEach(() => {
  clock = new FakeClock();
  stream = new FakeStream();
  subscriptions = new Subscriptions({
    clock,
    metrics: new Metrics(),
    onHandlerError: (error) => {
      throw error;
    },
    onRefused: () => {},
  });
  seen = [];
});

/** Identified by the timestamp. */
const body = (n: number) => ({ type: 'said', room: 'p1', id: `e${n}`, timestamp: n });

function follow(from: FollowFrom, pattern = 'a.said.p1'): Follow {
  return new Follow({
    internals: {
      ...fakeContext(clock, stream.ask, () => driver),
      catalog,
      metrics: new Metrics(),
      decoder: new Decoder(catalog),
      send: () => {},
      listen: () => () => {},
    },
    subscribe: (pattern, handler) => subscriptions.add(pattern, handler),
    pattern,
    from,
    scope: {},
    onEvents: (deliveries) => seen.push(...deliveries.map(({ event }) => event.timestamp)),
    onState: () => {},
    onGap: ({ reason }) => seen.push(reason),
  });
}

function connect(reader: Follow, jetstream: boolean): void {
  driver = stream.serve(new FakeDriver({ jetstream }));
  subscriptions.attach(driver);
  reader.attach(driver);
}

/** A server that stores what is published. */
function publish(n: number): void {
  driver.deliver(subject, body(n));
  stream.store(subject, body(n));
}

async function liveOnlyThenCut(from: FollowFrom): Promise<Follow> {
  const reader = follow(from);
  connect(reader, false);
  driver.deliver(subject, body(1));
  await settle();
  subscriptions.attach(null);
  reader.attach(null);
  return reader;
}

const gap = 'offline-without-history';

it('shares one subscription per pattern where no stream keeps any of it', () => {
  subscriptions.add('b.*.p1', () => {});
  connect(follow('new', 'b.*.p1'), true);
  expect([...driver.subscriptions].map(({ pattern }) => pattern)).toEqual(['b.*.p1']);
});

it('delivers what a recreated stream holds, ids of the old one too', async () => {
  const reader = follow('all');
  for (const n of [1, 2]) stream.store(subject, body(n));
  connect(reader, true);
  await settle();
  reader.attach(null);
  stream.recreate();
  for (const n of [1, 2, 3]) stream.store(subject, body(n));
  connect(reader, true);
  await settle();
  expect(seen).toEqual([1, 2, 'stream-recreated', 1, 2, 3]);
});

describe('a reader without history that gets one with a new connection', () => {
  it('has everything once and in order, whatever comes live before the history', async () => {
    const reader = await liveOnlyThenCut('all');
    for (const n of [2, 3, 4]) stream.store(subject, body(n));
    connect(reader, true);
    publish(5);
    await settle();
    publish(6);
    await settle();
    expect(seen).toEqual([1, gap, 2, 3, 4, 5, 6]);
  });

  it('loses nothing if it reads only what is new', async () => {
    const reader = await liveOnlyThenCut('new');
    connect(reader, true);
    publish(5);
    await settle();
    publish(6);
    await settle();
    expect(seen).toEqual([1, gap, 5, 6]);
  });

  it('gets what was live after all when there is no stream', async () => {
    const reader = await liveOnlyThenCut('all');
    stream.failure = new MessagingError('jetstream', 'none', { apiCode: 10_059 });
    connect(reader, true);
    driver.deliver(subject, body(5));
    await settle();
    driver.deliver(subject, body(6));
    await settle();
    expect(seen).toEqual([1, gap, 5, 6]);
  });

  it('does not wait long for an answer', async () => {
    const reader = await liveOnlyThenCut('all');
    stream.failure = new MessagingError('no-responders', 'nobody leads');
    connect(reader, true);
    driver.deliver(subject, body(5));
    await settle();
    expect(seen).toEqual([1]);
    await clock.advance(5_000);
    expect(seen).toContain(5);
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FakeClock } from '../testing/fakeClock.ts';
import { FakeFrames } from '../testing/fakeSource.ts';
import type { Delivery, FollowFrom } from '../types.ts';
import { defineView, type ReduceContext } from '../views/defineView.ts';
import { Views } from '../views/Views.ts';
import type { ViewSource } from '../views/viewSource.ts';
import type { ReplayMoment } from './place.ts';
import type { RangeItem } from './rangeReader.ts';
import { RecordedTrack } from './RecordedTrack.ts';

const STREAM = 'S';
const BEFORE = 3;

interface Seen {
  readonly n: number;
  readonly place: number | undefined;
  readonly readAt: number;
}

/** Remembers all that a reducer sees. */
const seenView = defineView({
  name: 'seen',
  subject: (id) => `seen.${id}`,
  from: 'all',
  initial: { seen: [] as readonly Seen[], windowAt: null as number | null },
  reduce: ({ seen }, deliveries: readonly Delivery[], { now, window }: ReduceContext) => ({
    windowAt: window?.firstPlace ?? null,
    seen: [
      ...seen,
      ...deliveries.map(({ event, meta }) => ({
        n: (event as unknown as { n: number }).n,
        place: meta.place,
        readAt: now - (meta.ageMs ?? 0),
      })),
    ],
  }),
});

/** Message n is stored at 10 n; every seventh is none of the view's. */
const itemAt = (n: number): RangeItem => ({
  ...{ stream: STREAM, seq: n, storedAt: 10 * n },
  delivery:
    n % 7 === 0
      ? null
      : ({
          event: { n },
          meta: { seq: n, storedAt: 10 * n, replayed: true },
        } as unknown as Delivery),
});

function setUp(length: number, pageSize: number) {
  const frames = new FakeFrames();
  const clock = new FakeClock();
  const reads: number[] = [];
  let reducedMessages = 0;
  const reader = {
    start: async (_: FollowFrom) => ({
      ...{ cursor: [1], before: BEFORE, within: length - BEFORE, removedUntil: null },
    }),
    read: async ([from = 1]: readonly number[], limit: number) => {
      reads.push(from);
      const size = Math.min(limit, pageSize, length + 1 - from);
      const items = Array.from({ length: size }, (_, i) => itemAt(from + i));
      return { items, next: [from + size], isLast: from + size > length };
    },
  };
  const tracks: RecordedTrack[] = [];
  let moment: ReplayMoment = { time: 0, at: null };
  const source: ViewSource = {
    isRecorded: true,
    now: () => moment.time,
    open(request, sink) {
      const track = new RecordedTrack({
        ...{ reader, request, sink, clock, moment },
        onSettled: () => {},
        untilLive: async () => {},
      });
      tracks.push(track);
      return () => track.close();
    },
  };
  const view = {
    ...seenView,
    reduce: (...args: Parameters<typeof seenView.reduce>) => {
      reducedMessages += args[1].length;
      return seenView.reduce(...args);
    },
  };
  const views = new Views({ source, clock, schedule: frames.schedule });
  const store = views.store(view, 'a');
  store.subscribe(() => {});
  const settle = async () => {
    const [track] = tracks;
    do {
      await Promise.resolve();
      frames.run();
      await clock.advance(10);
    } while (!track?.isSettled || frames.waiting > 0);
  };
  return {
    ...{ store, reads, settle, views },
    reduced: () => reducedMessages,
    async goTo(n: number, isJump: boolean) {
      moment = { time: 10 * n, at: { stream: STREAM, seq: n } };
      tracks[0]?.moveTo(moment, isJump);
      await settle();
      return store.getState();
    },
  };
}

/** What reducing all messages up to this one from zero gives. */
const fromZero = (n: number) => {
  const deliveries = Array.from({ length: n }, (_, i) => itemAt(i + 1)).flatMap(
    ({ delivery }, index): Delivery[] =>
      delivery === null
        ? []
        : [{ ...delivery, meta: { ...delivery.meta, place: index, ageMs: 10 * (n - index - 1) } }],
  );
  if (deliveries.length === 0) return seenView.initial;
  return seenView.reduce(seenView.initial, deliveries, {
    ...{ now: 10 * n, param: 'a', listeningSince: Infinity },
    window: { firstPlace: 0, hasOlder: false },
  });
};

it('shows at any place what reducing from zero gives, wherever it came from', async () => {
  const seek = fc.record({ n: fc.integer({ min: 0, max: 9_000 }), isJump: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(seek, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 9_000 }),
      fc.integer({ min: 200, max: 2_000 }),
      async (seeks, length, pageSize) => {
        const rig = setUp(length, pageSize);
        await rig.settle();
        for (const { n, isJump } of seeks) {
          const { state, status } = await rig.goTo(n, isJump);
          expect(state).toEqual(fromZero(Math.min(n, length)));
          expect(status).toMatchObject({ phase: 'recorded', isReady: true });
        }
        rig.views.dispose();
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);

it('going back a little reads little again, from the last checkpoint', async () => {
  const rig = setUp(9_000, 2_000);
  await rig.goTo(9_000, true);
  const before = rig.reduced();
  const { state } = await rig.goTo(8_500, true);
  expect(state).toEqual(fromZero(8_500));
  expect(rig.reduced() - before).toBeLessThan(1_000);
});

it('keeps few pages, and reads those again that the reader goes back to', async () => {
  const rig = setUp(9_000, 500);
  await rig.goTo(9_000, true);
  expect(rig.reads).toHaveLength(18);
  await rig.goTo(8_900, true);
  expect(rig.reads).toHaveLength(18);
  const { state } = await rig.goTo(700, true);
  expect(state).toEqual(fromZero(700));
  expect(rig.reads.slice(18)).toEqual([1, 501]);
});

it('shows nothing of the way to a place far ahead, but all of it while it plays', async () => {
  const rig = setUp(9_000, 2_000);
  await rig.goTo(1, true);
  const lengths: number[] = [];
  rig.store.subscribe(({ state }) => void lengths.push(state.seen.length));
  await rig.goTo(5_000, true);
  expect(new Set(lengths)).toEqual(new Set([1, fromZero(5_000).seen.length]));
  await rig.goTo(5_001, false);
  expect(lengths.at(-1)).toBe(fromZero(5_001).seen.length);
});

import { beforeEach, describe, expect, it } from 'vitest';
import { assertToken } from '../catalog/subjects.ts';
import type { Delivery } from '../types.ts';
import { FakeClock } from '../testing/fakeClock.ts';
import { FakeFrames, FakeSource, numbered } from '../testing/fakeSource.ts';
import { defineView } from './defineView.ts';
import { Views } from './Views.ts';

type Numbered = { readonly event: { readonly n: number } };

/** Keeps the numbers that its events have; 13 is one that it can't take. */
const numbersView = defineView({
  name: 'numbers',
  subject: (id) => `numbers.${assertToken(id, 'id')}`,
  from: 'all',
  initial: [] as readonly number[],
  reduce: (numbers, deliveries) => {
    const added = deliveries.map((delivery) => (delivery as unknown as Numbered).event.n);
    if (added.includes(13)) throw new Error('13 is bad luck');
    return [...numbers, ...added];
  },
});

let source: FakeSource;
let frames: FakeFrames;
let clock: FakeClock;
let views: Views;
let errors: string[];

beforeEach(() => {
  source = new FakeSource();
  frames = new FakeFrames();
  clock = new FakeClock();
  errors = [];
  views = new Views({
    source,
    clock,
    schedule: frames.schedule,
    onError: (error, view) => void errors.push(`${view}: ${error.message}`),
  });
});

const numbers = (param: string | null = 'a') => views.store(numbersView, param);
const shown = (param?: string) => {
  const { state, status } = numbers(param).getState();
  return [status.phase, ...state];
};
const live = { phase: 'live' } as const;
const waiting = { phase: 'waiting' } as const;
const loading = { phase: 'loading', remaining: 3 } as const;

/** Opens a view that has read `read` and is live. */
function openLive(...read: number[]) {
  const leave = numbers().subscribe(() => {});
  source.last.events(numbered(...read));
  source.last.phase(live);
  frames.run();
  return leave;
}

describe('a view', () => {
  it('reads nothing until somebody subscribes, and then once for all of them', () => {
    expect(numbers().getState()).toBe(numbers().getInitialState());
    expect(source.readers).toHaveLength(0);
    const leave = numbers().subscribe(() => {});
    numbers().subscribe(() => {});
    leave();
    leave();
    expect(source.readers).toHaveLength(1);
    expect(source.last).toMatchObject({ isOpen: true, request: { subject: 'numbers.a' } });
  });

  it('with a pace of its own asks for no frame, and shows its events after that time', async () => {
    const slow = { ...numbersView, paceMs: (state: readonly number[]) => state.length * 100 };
    const store = views.store(slow, 'a');
    store.subscribe(() => {});
    source.last.phase(live);
    source.last.events(numbered(1, 2));
    frames.run();
    expect(store.getState().state).toEqual([1, 2]);
    source.last.events(numbered(3));
    frames.run();
    await clock.advance(199);
    expect(store.getState().state).toEqual([1, 2]);
    await clock.advance(1);
    expect(store.getState().state).toEqual([1, 2, 3]);
  });

  it('says live only with the events that lead there, in one commit', () => {
    const seen: unknown[] = [];
    numbers().subscribe(() => seen.push(shown()));
    source.last.phase(loading);
    source.last.events(numbered(1, 2));
    source.last.events(numbered(3));
    source.last.phase(live);
    expect(shown()).toEqual(['waiting']);
    frames.run();
    expect(seen).toEqual([['live', 1, 2, 3]]);
    expect(frames.waiting).toBe(0);
  });

  it('shows nothing half read, and is stale rather than empty while it is cut off', () => {
    numbers().subscribe(() => {});
    source.last.phase(loading);
    source.last.events(numbered(1));
    frames.run();
    expect(shown()).toEqual(['loading']);
    expect(numbers().getState().status.isReady).toBe(false);
    source.last.phase(live);
    source.last.phase(waiting);
    frames.run();
    expect(shown()).toEqual(['waiting', 1]);
    expect(numbers().getState().status.isReady).toBe(true);
  });

  it('keeps the snapshot of what changes nothing', () => {
    openLive(1);
    const before = numbers().getState();
    source.last.phase(live);
    frames.run();
    expect(numbers().getState()).toBe(before);
  });

  it('shows what was before a reset until everything has been read again', () => {
    openLive(1, 2);
    source.last.phase(waiting);
    source.last.reset();
    source.last.gap({ reason: 'stream-recreated', missing: null });
    source.last.events(numbered(7));
    frames.run();
    expect(shown()).toEqual(['waiting', 1, 2]);
    source.last.phase(live);
    frames.run();
    expect(shown()).toEqual(['live', 7]);
    expect(numbers().getState().status.gap).toEqual({ reason: 'stream-recreated', missing: null });
  });

  it('is empty at once when it is reset while live: nothing may follow', () => {
    openLive(1, 2);
    source.last.reset();
    frames.run();
    expect(shown()).toEqual(['live']);
  });

  it('gives reducers the time of the source', () => {
    const times: number[] = [];
    const timed = defineView({
      ...numbersView,
      name: 'timed',
      reduce: (state: readonly number[], _, { now }) => {
        times.push(now);
        return state;
      },
    });
    views.store(timed, 'a').subscribe(() => {});
    source.time = 42;
    source.last.events(numbered(1));
    frames.run();
    expect(times).toEqual([42]);
  });

  it('from the last n says whether older events are stored, and where it began', () => {
    const lastView = defineView({
      ...{ name: 'last', subject: (id: string) => `last.${id}`, from: { last: 3 } },
      initial: [] as readonly unknown[],
      reduce: (windows, _, { window }) => [...windows, window],
    });
    const stored = (place: number, behind: number) =>
      [{ event: {}, meta: { place, behind, replayed: true } }] as unknown as readonly Delivery[];
    for (const [param, older] of [
      ['few', 1],
      ['many', 2],
    ] as const) {
      const last = views.store(lastView, param);
      last.subscribe(() => {});
      source.last.events([...numbered(1), ...stored(0, older)]);
      source.last.phase(live);
      frames.run();
      source.last.events(stored(older + 1, 0));
      frames.run();
      const window = { firstPlace: 0, hasOlder: param === 'many' };
      expect(last.getState()).toMatchObject({
        state: [window, window],
        status: { hasOlder: window.hasOlder },
      });
      source.last.reset();
      frames.run();
      expect(last.getState().status.hasOlder).toBe(false);
    }
  });

  it('leaves to the next frame what takes too long, and loses none of it', () => {
    const slow = defineView({
      ...numbersView,
      name: 'slow',
      reduce: (state: readonly number[], deliveries) => {
        clock.sleep(20);
        return [...state, deliveries.length];
      },
    });
    views.store(slow, 'a').subscribe(() => {});
    source.last.events(numbered(...Array.from({ length: 3_000 }, (_, n) => n)));
    source.last.phase(live);
    frames.run();
    expect(views.store(slow, 'a').getState().status.phase).toBe('waiting');
    frames.run();
    frames.run();
    expect(views.store(slow, 'a').getState()).toMatchObject({
      state: [2_000, 1_000],
      status: { phase: 'live' },
    });
  });

  it.each([null, '', 'no token', 'a.b', '>'])('has nothing to read for %j', (param) => {
    const store = numbers(param);
    store.subscribe(() => {})();
    expect(store.getState()).toMatchObject({ state: [], status: { phase: 'idle' } });
    expect(source.readers).toHaveLength(0);
  });

  it('drops what has expired without readers as well', async () => {
    const expiring = defineView({
      ...numbersView,
      name: 'expiring',
      expire: { everyMs: 1_000, after: (state) => (state.length > 0 ? [] : state) },
    });
    const store = views.store(expiring, 'a');
    const leave = store.subscribe(() => {});
    source.last.events(numbered(1));
    source.last.phase(live);
    frames.run();
    leave();
    await clock.advance(1_300);
    expect(store.getState().state).toEqual([]);
  });
});

describe('a view whose reducer throws', () => {
  it('fails with the last good state, and goes on over no hole', () => {
    openLive(1, 2);
    source.last.events(numbered(13));
    frames.run();
    expect(shown()).toEqual(['failed', 1, 2]);
    expect(errors).toEqual(['numbers: 13 is bad luck']);
    expect(source.last.isOpen).toBe(false);
    source.last.events(numbered(4));
    source.last.phase(live);
    frames.run();
    expect(shown()).toEqual(['failed', 1, 2]);
  });

  it('reads all of it again on retry, with the last good state on show meanwhile', () => {
    openLive(1, 2);
    source.last.events(numbered(13));
    frames.run();
    const { status } = numbers().getState();
    if (status.phase !== 'failed') throw new Error('It has not failed.');
    status.retry();
    status.retry();
    expect(source.readers).toHaveLength(2);
    source.last.events(numbered(1));
    frames.run();
    expect(shown()).toEqual(['waiting', 1, 2]);
    source.last.events(numbered(2, 3));
    source.last.phase(live);
    frames.run();
    expect(shown()).toEqual(['live', 1, 2, 3]);
  });

  it('fails alone', () => {
    openLive(1);
    views.store(numbersView, 'b').subscribe(() => {});
    source.readers[0]?.events(numbered(13));
    source.readers[1]?.events(numbered(5));
    source.readers[1]?.phase(live);
    frames.run();
    expect(shown()).toEqual(['failed', 1]);
    expect(shown('b')).toEqual(['live', 5]);
  });
});

describe('a view without readers', () => {
  it('stays open for a while and is committed on, so that who comes back reads nothing again', async () => {
    openLive(1)();
    source.last.events(numbered(2));
    expect(frames.waiting).toBe(0);
    await clock.advance(300);
    expect(shown()).toEqual(['live', 1, 2]);
    const leave = numbers().subscribe(() => {});
    await clock.advance(10 * 60_000);
    leave();
    await clock.advance(4 * 60_000);
    expect(source.readers).toHaveLength(1);
    expect(source.last.isOpen).toBe(true);
  });

  it('is closed after that, and read again by who comes then', async () => {
    openLive(1)();
    await clock.advance(5 * 60_000 + 1);
    expect(source.last.isOpen).toBe(false);
    expect(shown()).toEqual(['waiting']);
    const leave = numbers().subscribe(() => {});
    expect(source.readers).toHaveLength(2);
    // What the first one still sends is ignored.
    source.readers[0]?.events(numbered(99));
    source.readers[0]?.phase(live);
    frames.run();
    expect(shown()).toEqual(['waiting']);
    leave();
  });

  it('is closed first of those that are too many if it was left first', () => {
    const leaves = Array.from({ length: 18 }, (_, n) => numbers(`v${n}`).subscribe(() => {}));
    for (const leave of leaves.slice(1)) leave();
    leaves[0]?.();
    const closed = source.readers.filter(({ isOpen }) => !isOpen);
    expect(closed.map(({ request }) => request.subject)).toEqual(['numbers.v1', 'numbers.v2']);
  });

  it('is closed with the others for good', () => {
    openLive(1)();
    numbers('b').subscribe(() => {});
    views.dispose();
    expect(source.readers.map(({ isOpen }) => isOpen)).toEqual([false, false]);
    expect(clock.pending).toBe(0);
  });

  it('is preloaded until it is let go', () => {
    const letGo = views.preload(numbersView, 'a');
    expect(source.readers).toHaveLength(1);
    openLive()();
    letGo();
    expect(source.readers).toHaveLength(1);
  });
});

it('keeps reading what nobody looks at while it is held', async () => {
  const release = views.hold();
  openLive(1)();
  await clock.advance(10 * 60_000);
  source.last.events(numbered(2));
  await clock.advance(1_000);
  expect(source.last.isOpen).toBe(true);
  expect(shown()).toEqual(['live', 1, 2]);
  release();
  expect(source.last.isOpen).toBe(false);
});

it('reduces all views of a frame before anybody is notified', () => {
  const seen: unknown[] = [];
  numbers('a').subscribe(() => seen.push([shown('a'), shown('b')]));
  numbers('b').subscribe(() => seen.push([shown('a'), shown('b')]));
  for (const [index, reader] of source.readers.entries()) {
    reader.events(numbered(index));
    reader.phase(live);
  }
  frames.run();
  const both = [
    ['live', 0],
    ['live', 1],
  ];
  expect(seen).toEqual([both, both]);
});

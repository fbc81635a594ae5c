import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyLastEvents, knownBuilds, noLastBuilds } from './lastBuilds.ts';
import {
  type Build,
  type BuildDelivery,
  type BuildsState,
  buildsOf,
  latestBuild,
} from './model.ts';

interface Event {
  readonly type: string;
  readonly data?: object;
}

/** What is read of these events, in the order of their stream. */
function read(events: readonly (Event & { readonly at: number })[]) {
  const deliveries = events.map(
    ({ type, data = {}, at }, place) =>
      ({
        event: { type, projectId: 'p1', timestamp: at, data },
        meta: {
          ...{ name: `build.${type}`, subject: `slate.build.${type}.p1`, replayed: true },
          ...{ seq: at, storedAt: at, ageMs: 1_000, place, behind: events.length - place - 1 },
        },
      }) as BuildDelivery,
  );
  return applyLastEvents(noLastBuilds, deliveries, 1_000_000);
}

/** What a row of the first page says. */
function row(state: BuildsState) {
  const facts = (build: Build | null | undefined) => {
    if (!build) return null;
    const { status, number, git, percent, receivedAt } = build;
    // Of several that wait only one is sure to be known.
    if (status === 'queued') return [status];
    // An end says all that is shown of it.
    return [status, number, git?.commit, ...(status === 'running' ? [percent, receivedAt] : [])];
  };
  const result = buildsOf(state, 'p1').find(
    ({ status }) => status === 'completed' || status === 'failed',
  );
  return { latest: facts(latestBuild(state, 'p1')), result: facts(result) };
}

const openBuilds = (state: BuildsState) =>
  buildsOf(state, 'p1')
    .filter(({ status }) => status === 'running' || status === 'queued')
    .map(({ status, number }) => `${status} ${number}`);

const outcome = fc.constantFrom('completed', 'failed', 'cancelled', 'cancelled while queued');
interface Run {
  readonly outcome: string;
  readonly progress: number;
  readonly early: boolean;
}
const run: fc.Arbitrary<Run> = fc.record({
  outcome,
  progress: fc.integer({ min: 0, max: 4 }),
  early: fc.boolean(),
});

/** The events of a queue that runs its builds one after the other. */
function eventsOf(runs: readonly Run[], anonymous: boolean): Event[] {
  const events: Event[] = [];
  runs.forEach(({ outcome, progress, early }, index) => {
    const git = { commit: `c${index}` };
    const ids = anonymous ? {} : { buildId: `b${index}`, number: index + 1 };
    const say = (type: string, data: object = {}) => ({ type, data: { ...ids, ...data } });
    const own = [say('started', { git })];
    for (let n = 1; n <= progress; n++) own.push(say('progress', { percent: n * 10 }));
    if (outcome === 'cancelled while queued' && !anonymous)
      own.splice(0, own.length, say('cancelled'));
    else own.push(say(outcome === 'cancelled while queued' ? 'cancelled' : outcome, { git }));
    if (anonymous) return void events.push(...own);
    // One that was asked for while another ran.
    const queued = say('queued', { git });
    if (early && events.length > 1) events.splice(-1, 0, queued);
    else events.push(queued);
    events.push(...own);
  });
  return events;
}

test.each([false, true])(
  'the last event of each subject makes the row that all of them make (nameless builds: %j)',
  (anonymous) => {
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), fc.nat(), (runs, cut) => {
        const events = eventsOf(runs, anonymous);
        const stored = events
          .slice(0, 1 + (cut % events.length))
          .map((one, at) => ({ ...one, at }));
        const isLast = ({ type, at }: { readonly type: string; readonly at: number }) =>
          stored.every((other) => other.type !== type || other.at <= at);
        const all = read(stored).all;
        const last = read(stored.filter(isLast));
        const known = knownBuilds(last);
        // What runs or waits here does so indeed.
        if (!anonymous) {
          expect(openBuilds(all)).toEqual(expect.arrayContaining(openBuilds(known)));
        }
        expect(row(known).result).toEqual(row(all).result);
        const isUnsure = openBuilds(last.all).length > openBuilds(known).length;
        if (!isUnsure) expect(row(known).latest).toEqual(row(all).latest);
      }),
      { seed: 9, numRuns: 1_000 },
    );
  },
);

test('a build whose end another one may hide is shown as soon as it says something', () => {
  const stored = [
    { type: 'started', data: { buildId: 'b1', number: 1 }, at: 0 },
    { type: 'queued', data: { buildId: 'b2', number: 2 }, at: 1 },
    { type: 'cancelled', data: { buildId: 'b2' }, at: 2 },
  ];
  const state = read(stored);
  expect(openBuilds(knownBuilds(state))).toEqual([]);
  const progress = {
    event: { type: 'progress', projectId: 'p1', timestamp: 3, data: { buildId: 'b1' } },
    meta: { name: 'build.progress', subject: 's', replayed: false, place: 3, storedAt: 3 },
  } as BuildDelivery;
  const later = applyLastEvents(state, [progress], 1_000_000);
  expect(openBuilds(knownBuilds(later))).toEqual(['running 1']);
  // From now on every event is read: another one's end hides nothing any more.
  const end = {
    event: { type: 'cancelled', projectId: 'p1', timestamp: 4, data: { buildId: 'b3' } },
    meta: { name: 'build.cancelled', subject: 's', replayed: false, place: 4, storedAt: 4 },
  } as BuildDelivery;
  expect(openBuilds(knownBuilds(applyLastEvents(later, [end], 1_000_000)))).toEqual(['running 1']);
});

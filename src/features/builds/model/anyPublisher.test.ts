import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyBuildEvent, type BuildDelivery, buildsOf, latestBuild, noBuilds } from './model.ts';

type Body = BuildDelivery['event'];

const types = ['queued', 'started', 'progress', 'completed', 'failed', 'cancelled'] as const;

/** Any event that the catalog takes: with and without ids, late, repeated, of any attempt. */
const anyEvent = fc
  .record({
    type: fc.constantFrom(...types, 'progress' as const, 'progress' as const),
    buildId: fc.constantFrom(undefined, undefined, 'b1', 'b2'),
    attempt: fc.constantFrom(undefined, 1, 2, 3),
    percent: fc.constantFrom(undefined, 0, 5, 40, 99, 99.6, 100),
    timestamp: fc.integer({ min: 1_000, max: 1_040 }),
    steps: fc.constantFrom(undefined, [], [{ name: 'a' }], [{ name: 'a' }, { name: 'b' }]),
    replayed: fc.boolean(),
  })
  .map(({ type, timestamp, replayed, ...rest }): BuildDelivery => {
    const data = Object.fromEntries(
      Object.entries(rest).filter(([, value]) => value !== undefined),
    );
    if (type !== 'progress') delete data.percent;
    return {
      event: { type, projectId: 'p1', timestamp, data },
      meta: { name: `build.${type}`, subject: `slate.build.${type}.p1`, replayed },
    };
  });

const events = fc.array(anyEvent, { maxLength: 60 });

/** What a reader sees after each event. */
function* states(deliveries: readonly BuildDelivery[]) {
  let state = noBuilds;
  for (const [index, delivery] of deliveries.entries()) {
    state = applyBuildEvent(state, delivery, 2_000 + index);
    yield state;
  }
}

describe('for any publisher', () => {
  test('the bar of a run never goes backwards', () => {
    fc.assert(
      fc.property(events, (deliveries) => {
        const seen = new Map<string, number>();
        for (const state of states(deliveries)) {
          for (const { key, attempt, percent } of buildsOf(state, 'p1')) {
            const run = `${key} ${attempt}`;
            expect(percent ?? 0).toBeGreaterThanOrEqual(seen.get(run) ?? 0);
            seen.set(run, percent ?? 0);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the bar is at 100 % when the build has completed, and only then', () => {
    fc.assert(
      fc.property(events, (deliveries) => {
        for (const state of states(deliveries)) {
          for (const { status, percent } of buildsOf(state, 'p1')) {
            expect((percent ?? 0) >= 99.5).toBe(status === 'completed');
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a run that has ended stays so, and no attempt comes back', () => {
    fc.assert(
      fc.property(events, (deliveries) => {
        const ended = new Map<string, string>();
        const attempts = new Map<string, number>();
        for (const state of states(deliveries)) {
          for (const { key, attempt, status, endedAt } of buildsOf(state, 'p1')) {
            const run = `${key} ${attempt}`;
            expect(attempt).toBeGreaterThanOrEqual(attempts.get(key) ?? 1);
            attempts.set(key, attempt);
            if (ended.has(run)) expect(status).toBe(ended.get(run));
            if (endedAt !== null) ended.set(run, status);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('builds are listed once, newest first, and the current one is among them', () => {
    fc.assert(
      fc.property(events, (deliveries) => {
        for (const state of states(deliveries)) {
          const builds = buildsOf(state, 'p1');
          expect(new Set(builds.map(({ key }) => key)).size).toBe(builds.length);
          const starts = builds.map(({ startedAt }) => startedAt);
          expect(starts).toEqual(starts.toSorted((a, b) => b - a));
          const latest = latestBuild(state, 'p1');
          if (latest) expect(builds).toContain(latest);
        }
      }),
    );
  });
});

describe('a publisher that names no builds', () => {
  const at = (timestamp: number, type: Body['type'], data: object = {}): BuildDelivery => ({
    event: { type, projectId: 'p1', timestamp, data } as Body,
    meta: { name: `build.${type}`, subject: `slate.build.${type}.p1`, replayed: false } as never,
  });
  const builds = (...deliveries: BuildDelivery[]) =>
    buildsOf([...states(deliveries)].at(-1) ?? noBuilds, 'p1').map(
      ({ status, percent, superseded }) => [status, percent, superseded],
    );

  test('begins another build after 100 %, or at 0 %, and leaves the last one unended', () => {
    const progress = (percent: number, timestamp: number) => at(timestamp, 'progress', { percent });
    expect(builds(progress(40, 1), progress(100, 2), progress(5, 3))).toEqual([
      ['running', 5, false],
      ['running', 99, true],
    ]);
    expect(builds(progress(40, 1), progress(0, 2))).toEqual([
      ['running', 0, false],
      ['running', 40, true],
    ]);
  });

  test('arrives late without going back', () => {
    const progress = (percent: number, timestamp: number) => at(timestamp, 'progress', { percent });
    expect(builds(progress(40, 5), progress(0, 3))).toEqual([['running', 40, false]]);
    expect(builds(progress(40, 5), at(6, 'completed'), progress(30, 4))).toEqual([
      ['completed', 100, false],
    ]);
    expect(builds(progress(40, 5), at(2, 'started'))).toEqual([['running', 40, false]]);
  });
});

test('projects whose builds have the same id are kept apart', () => {
  const at = (projectId: string, type: Body['type']): BuildDelivery => ({
    event: { type, projectId, timestamp: 5, data: { buildId: '42' } } as Body,
    meta: { name: `build.${type}`, subject: `slate.build.${type}.${projectId}` } as never,
  });
  const state = [...states([at('p1', 'started'), at('p2', 'started'), at('p2', 'failed')])].at(-1);
  expect(state && latestBuild(state, 'p1')?.status).toBe('running');
  expect(state && latestBuild(state, 'p2')?.status).toBe('failed');
});

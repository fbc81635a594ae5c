import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lastGreenBefore } from '../compare/compare.ts';
import { applyBuildEvents, type BuildDelivery, buildsOf, latestBuild, noBuilds } from './model.ts';
import { queueOf } from '../derived/queue.ts';

const HOUR = 3_600_000;
const NOW = 10 * HOUR;

interface Sent {
  readonly type: BuildDelivery['event']['type'];
  readonly timestamp: number;
  readonly data?: object;
}

const sent = (type: Sent['type'], timestamp: number, data: object = {}): Sent => ({
  type,
  timestamp,
  data,
});

/** What a reader shows of these events of one project, in the order in which they come. */
function read(events: readonly Sent[], { stored = true } = {}) {
  const deliveries = events.map(
    ({ type, timestamp, data = {} }, place) =>
      ({
        event: { type, projectId: 'p1', timestamp, data },
        meta: {
          name: `build.${type}`,
          subject: `slate.build.${type}.p1`,
          replayed: stored,
          ...(stored ? { place, seq: 100 + place, storedAt: NOW + place } : {}),
        },
      }) as BuildDelivery,
  );
  return applyBuildEvents(noBuilds, deliveries, NOW);
}

const looks = (events: readonly Sent[], options?: { stored: boolean }) => {
  const state = read(events, options);
  return {
    builds: buildsOf(state, 'p1').map(({ status, percent, superseded, step, steps }) => [
      status,
      percent,
      superseded,
      step,
      steps.map(({ name }) => name),
    ]),
    latest: latestBuild(state, 'p1')?.status,
  };
};
const statuses = (events: readonly Sent[], options?: { stored: boolean }) =>
  looks(events, options).builds.map(([status]) => status);

describe.each([
  ['a stream delivers', true],
  ['arrives past any stream', false],
])('of what %s in one moment of its publisher’s clock', (_, stored) => {
  const second = 1_767_225_600_000;

  test('a build that fails is not hidden by one that passed', () => {
    const events = [
      sent('started', second),
      sent('completed', second),
      sent('started', second),
      sent('failed', second),
    ];
    expect(looks(events, { stored }).latest).toBe('failed');
    expect(statuses(events, { stored })).toEqual(['failed', 'completed']);
    const keys = buildsOf(read(events, { stored }), 'p1').map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
  });

  test('builds that begin are as many builds', () => {
    const events = [sent('started', second), sent('started', second), sent('started', second)];
    expect(looks(events, { stored }).builds.map(([, , superseded]) => superseded)).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('the later progress counts', () => {
    const buildId = 'b1';
    const events = [
      sent('started', second, { buildId, steps: [{ name: 'planned' }] }),
      sent('progress', second, { buildId, step: 'Lint', steps: [{ name: 'Lint' }] }),
      sent('progress', second, { buildId, step: 'Test', steps: [{ name: 'Test' }] }),
    ];
    expect(looks(events, { stored }).builds).toEqual([['running', null, false, 'Test', ['Test']]]);
  });

  test('the next build of a publisher that sends only percentages is another one', () => {
    const events = [100, 5].map((percent) => sent('progress', second, { percent }));
    expect(looks(events, { stored }).builds.map(([, percent]) => percent)).toEqual([5, 99]);
  });
});

describe('what a stream delivers is in its order, whatever the clocks of publishers say', () => {
  test('a build on a machine whose clock is an hour behind is the newest one', () => {
    expect(
      statuses([sent('started', NOW), sent('completed', NOW), sent('progress', NOW - HOUR)]),
    ).toEqual(['running', 'completed']);
    expect(
      statuses([
        sent('started', NOW, { buildId: 'a' }),
        sent('completed', NOW, { buildId: 'a' }),
        sent('started', NOW - HOUR, { buildId: 'b' }),
      ]),
    ).toEqual(['running', 'completed']);
  });

  test('a clock that is set back in the middle of a build does not stop its steps', () => {
    const buildId = 'b1';
    expect(
      looks([
        sent('started', NOW, { buildId }),
        sent('progress', NOW + 10, { buildId, step: 'Lint', steps: [{ name: 'Lint' }] }),
        sent('progress', NOW - HOUR, { buildId, step: 'Test', steps: [{ name: 'Test' }] }),
      ]).builds,
    ).toEqual([['running', null, false, 'Test', ['Test']]]);
  });

  test('a beginning that is stored after the first progress takes nothing back', () => {
    const buildId = 'b1';
    expect(
      looks([
        sent('progress', NOW + 10, { buildId, step: 'Test', steps: [{ name: 'Test' }] }),
        sent('started', NOW, { buildId, steps: [{ name: 'planned' }] }),
      ]).builds,
    ).toEqual([['running', null, false, 'Test', ['Test']]]);
  });

  test('one cancelled in the queue hides what ended after it from no clock', () => {
    const ran = (at: number) => [
      sent('started', at, { buildId: 'ran' }),
      sent('queued', NOW, { buildId: 'waited' }),
      sent('cancelled', NOW + 1, { buildId: 'waited' }),
      sent('completed', at + 1, { buildId: 'ran' }),
    ];
    for (const skew of [-HOUR, 0, HOUR]) expect(looks(ran(NOW + skew)).latest).toBe('completed');
  });

  test('the queue, what is usual and the last green build follow it', () => {
    const state = read([
      sent('started', NOW + HOUR, { buildId: 'green' }),
      sent('completed', NOW + HOUR, { buildId: 'green' }),
      sent('started', NOW, { buildId: 'red' }),
      sent('queued', NOW + HOUR, { buildId: 'first' }),
      sent('queued', NOW, { buildId: 'second' }),
      sent('failed', NOW, { buildId: 'red' }),
    ]);
    expect(queueOf(state, 'p1', NOW).map(({ build }) => build.key)).toEqual(['first', 'second']);
    const red = buildsOf(state, 'p1').find(({ key }) => key === 'red');
    expect(red && lastGreenBefore(state, red)?.key).toBe('green');
  });

  const types = ['queued', 'started', 'progress', 'completed', 'failed', 'cancelled'] as const;
  const anyTold = fc.record({
    type: fc.constantFrom(...types, 'progress' as const),
    buildId: fc.constantFrom(undefined, undefined, 'b1', 'b2', 'b3'),
    percent: fc.constantFrom(undefined, 0, 40, 100),
    steps: fc.constantFrom(undefined, [{ name: 'a' }], [{ name: 'b' }]),
  });
  const anySkew = fc.integer({ min: -HOUR, max: HOUR });

  test('±1 h on any publisher’s clock changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(anyTold, { maxLength: 40 }),
        fc.record({ none: anySkew, b1: anySkew, b2: anySkew, b3: anySkew }),
        (events, skews) => {
          const withClocks = (skewed: boolean) =>
            events.map(({ type, buildId, percent, steps }, i) =>
              sent(type, NOW + i + (skewed ? skews[buildId ?? 'none'] : 0), {
                ...(buildId === undefined ? {} : { buildId }),
                ...(type === 'progress' && percent !== undefined ? { percent } : {}),
                ...(steps ? { steps } : {}),
              }),
            );
          expect(looks(withClocks(true))).toEqual(looks(withClocks(false)));
        },
      ),
      { numRuns: 500 },
    );
  });
});
